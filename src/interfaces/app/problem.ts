// RFC 9457: how a refusal, a fault or a bug is answered over HTTP, in the reader's language.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Fault, InvariantBroken } from '../../kernel/public.ts';
import type { Language } from '../../subscribers/public.ts';
import { STATUS_OF, type AppRefusal } from './refusal.ts';
import { english } from './words/en.ts';
import { french } from './words/fr.ts';
import { chinese } from './words/zh.ts';
import { figuresIn, type Figures, type Said, type Words } from './words/words.ts';

/** Refusals are said in more languages than the pages are written in. */
export type SpokenLanguage = Language | 'zh';

const LANGUAGE: { readonly [language in SpokenLanguage]: { words: Words; figures: Figures } } = {
  en: { words: english, figures: figuresIn('en-CA', { gigabyte: 'GB', megabyte: 'MB' }) },
  fr: { words: french, figures: figuresIn('fr-CA', { gigabyte: 'Go', megabyte: 'Mo' }) },
  zh: { words: chinese, figures: figuresIn('zh-CN', { gigabyte: 'GB', megabyte: 'MB' }) },
};

/** A refusal in a person's words. */
export function say(refusal: AppRefusal, language: SpokenLanguage): Said {
  const { words, figures } = LANGUAGE[language];
  // The row of a code takes the facts of that code; the table's type says so row by row.
  const row = words[refusal.code] as (facts: AppRefusal, figures: Figures) => Said;
  return row(refusal, figures);
}

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

export function problemOf(refusal: AppRefusal, language: SpokenLanguage): Problem {
  const { code, ...facts } = refusal;
  const { title, detail } = say(refusal, language);
  const status = STATUS_OF[code];
  return { type: `urn:largesse:problem:${code}`, title, status, detail, code, facts };
}

export function refuseWith(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: AppRefusal,
): FastifyReply {
  const problem = problemOf(refusal, languageOf(request));
  if ('retryAfterSeconds' in refusal) void reply.header('retry-after', refusal.retryAfterSeconds);
  return reply
    .code(problem.status)
    .header('content-language', languageOf(request))
    .type('application/problem+json')
    .send(problem);
}

/** What the line chose when somebody is signed in, whatever the browser says; else what the browser prefers. */
export function languageOf(request: FastifyRequest): SpokenLanguage {
  if (request.line !== undefined) return request.line.language;
  const preferred = request.headers['accept-language']?.trim().slice(0, 2).toLowerCase();
  return preferred === 'zh' || preferred === 'fr' ? preferred : 'en';
}

const RETRY_AFTER_SECONDS = 2;

/** What was thrown while a request was served: never silence, never somebody else's stack trace. */
export function answerThrown(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return refuseWith(request, reply, refusalOfThrown(thrown, request));
}

function refusalOfThrown(thrown: unknown, request: FastifyRequest): AppRefusal {
  if (thrown instanceof Fault && thrown.retry !== 'useless') {
    request.log.warn({ err: thrown }, 'the store could not be reached');
    return {
      code: 'unavailable',
      retryAfterSeconds: thrown.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
    };
  }
  const error = thrown as Partial<FastifyError>;
  if (error.validation !== undefined) {
    const [first] = error.validation;
    const where = `${error.validationContext ?? 'body'}${first?.instancePath ?? ''}`;
    return { code: 'request_malformed', where, expected: first?.message ?? 'another form' };
  }
  if (error.statusCode === 429) return { code: 'too_many_requests', retryAfterSeconds: 60 };
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return { code: 'request_malformed', where: 'body', expected: error.message ?? 'another form' };
  const level = thrown instanceof InvariantBroken ? 'fatal' : 'error';
  request.log[level]({ err: thrown }, 'a request failed by a fault of ours');
  return { code: 'internal', requestId: request.id };
}
