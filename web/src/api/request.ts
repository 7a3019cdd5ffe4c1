// One call to the app API, same origin, with the session's cookie.

import { learnServerTime } from './server-clock.ts';
import { toProblem, Unreachable } from './problem.ts';

const ROOT = '/api/v1';
const PATIENCE_MILLISECONDS = 15_000;

/** A new key for one thing that a person wants done once, however often it has to be sent. */
export function newIntentKey(): string {
  // randomUUID exists on https and localhost only; a trial on a bare address must work as well.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

type Call = { readonly method?: string; readonly body?: unknown; readonly intentKey?: string };

/** Makes the call and returns its JSON. Throws Problem when refused, Unreachable when unanswered. */
export async function request<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const method = call.method ?? 'GET';
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
  };
  // The server takes JSON only, which no form of another site can send without being asked first.
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['idempotency-key'] = call.intentKey ?? newIntentKey();

  let response: Response;
  let body: unknown;
  try {
    response = await fetch(ROOT + path, {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    body = await readBody(response);
  } catch (cause) {
    throw new Unreachable('no answer', { cause });
  }
  learnServerTime(response.headers.get('date'));
  if (!response.ok) throw toProblem(response.status, body);
  return body as Answer;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!(response.headers.get('content-type') ?? '').includes('json')) return null;
  return text === '' ? null : JSON.parse(text);
}
