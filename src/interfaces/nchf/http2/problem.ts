// ProblemDetails (RFC 9457 as TS 29.571 clause 5.2.4.1 profiles it), with a `cause` that a program reads.
//
// The causes of this file are those that every service has (TS 29.500 clause 5.2.7.2). Those of charging
// and of spending limits stand with them.

import type { Answer } from './answer.ts';

/** `param` is a JSON Pointer into the body, or `header` and a name, or a part of the path in braces. */
export type InvalidParam = { readonly param: string; readonly reason: string };

export type Problem = {
  readonly status: number;
  /** Left out where no clause has one. */
  readonly cause?: string;
  readonly detail: string;
  readonly invalidParams?: readonly InvalidParam[];
  readonly retryAfterSeconds?: number;
  readonly allow?: string;
  readonly authenticate?: string;
};

const TITLES: { readonly [status: number]: string } = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function problem(about: Problem): Answer {
  const { status, cause, detail, retryAfterSeconds, allow, authenticate } = about;
  // The published schema knows no empty list.
  const invalidParams = about.invalidParams?.length === 0 ? undefined : about.invalidParams;
  return {
    status,
    isProblem: true,
    body: JSON.stringify({ title: TITLES[status], status, detail, cause, invalidParams }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(allow === undefined ? {} : { allow }),
    ...(authenticate === undefined ? {} : { authenticate }),
  };
}

export const invalidFormat = (detail: string): Answer =>
  problem({ status: 400, cause: 'INVALID_MSG_FORMAT', detail });

export const tooMuch = (detail: string): Answer =>
  problem({ status: 503, cause: 'NF_CONGESTION', detail, retryAfterSeconds: 1 });

export const unknownPath = (): Answer =>
  problem({
    status: 404,
    cause: 'RESOURCE_URI_STRUCTURE_NOT_FOUND',
    detail: 'no such resource here',
  });
