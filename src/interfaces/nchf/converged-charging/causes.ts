// From what charging says to what Nchf says (TS 32.291 clauses 6.1.6.3.14 and 6.1.7.3, TS 29.500 clause
// 5.2.7.2). This is the only table of it. The types leave no row out.

import type { ChargingRefusal, ServiceAnswer } from '../../../charging/public.ts';
import { Fault, type Retry } from '../../../kernel/public.ts';
import type { Answer } from '../http2/answer.ts';
import { problem, type InvalidParam } from '../http2/problem.ts';

type Refusals = {
  readonly [Code in ChargingRefusal['code']]: {
    readonly status: number;
    readonly cause: string;
    readonly detail: string;
  };
};
type Results = { readonly [Outcome in ServiceAnswer['result']]: string };

/** The whole request is refused. */
const REFUSALS: Refusals = {
  user_unknown: { status: 404, cause: 'USER_UNKNOWN', detail: 'no line is known by this name' },
  service_denied: {
    status: 403,
    cause: 'END_USER_REQUEST_DENIED',
    detail: 'the line is suspended, or not served in that network',
  },
  authorization_rejected: {
    status: 403,
    cause: 'END_USER_REQUEST_REJECTED',
    detail: 'the line is closed',
  },
  session_unknown: {
    status: 404,
    cause: 'CONTEXT_NOT_FOUND',
    detail: 'no charging session has this reference, or it has ended',
  },
  request_out_of_order: {
    status: 400,
    cause: 'MANDATORY_IE_INCORRECT',
    detail: 'not the request that comes next in its session',
  },
};

export function answerToRefusal(refusal: ChargingRefusal): Answer {
  if (refusal.code !== 'request_out_of_order') return problem(REFUSALS[refusal.code]);
  const reason = `is not above ${refusal.lastRequestNumber}, the last answered, or is of another body`;
  return problem({
    ...REFUSALS.request_out_of_order,
    invalidParams: [{ param: '/invocationSequenceNumber', reason }],
  });
}

/** One unit of the answer. */
export const RESULT_CODES: Results = {
  granted: 'SUCCESS',
  settled: 'SUCCESS',
  limit_reached: 'QUOTA_LIMIT_REACHED',
  rating_failed: 'RATING_FAILED',
};

/**
 * Nothing was opened, because every unit that was asked for was refused. A limit, which a gift or a pack
 * lifts, is told before a missing price.
 */
export const LIMIT_REACHED = problem({
  status: 403,
  cause: 'QUOTA_LIMIT_REACHED',
  detail: 'there is nothing left to grant',
});

/** What is needed to charge is not there, or has no price. */
export const chargingFailed = (detail: string, invalidParams?: readonly InvalidParam[]): Answer =>
  problem({
    status: 400,
    cause: 'CHARGING_FAILED',
    detail,
    ...(invalidParams === undefined ? {} : { invalidParams }),
  });

export const NOT_APPLICABLE = problem({
  status: 403,
  cause: 'CHARGING_NOT_APPLICABLE',
  detail: 'an unauthenticated user has no line that could be charged',
});

type Faults = {
  readonly [When in Retry]: {
    readonly status: number;
    readonly cause: string;
    readonly detail: string;
  };
};

/** Charging could not be asked. A repeat of the same request is always safe: its number is its key. */
const FAULTS: Faults = {
  safe: { status: 503, cause: 'NF_CONGESTION', detail: 'busy; nothing was done' },
  same_key_only: {
    status: 504,
    cause: 'TIMED_OUT_REQUEST',
    detail: 'it may have been done; the same request may be made again',
  },
  useless: { status: 500, cause: 'SYSTEM_FAILURE', detail: 'this failed here' },
};

const RETRY_AFTER_SECONDS = 1;

/** What was thrown, a fault or a bug, is still answered. */
export function answerToThrown(thrown: unknown): Answer {
  if (!(thrown instanceof Fault) || thrown.retry === 'useless') return problem(FAULTS.useless);
  return problem({
    ...FAULTS[thrown.retry],
    retryAfterSeconds: thrown.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
  });
}
