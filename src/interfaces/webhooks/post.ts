// One POST to somebody else's server: no redirect is followed, and neither its time nor its answer is let
// grow.

import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Reach } from './address.ts';

const LIMIT_MILLISECONDS = 10_000;
const ANSWER_OCTETS = 16 * 1_024;

export type Posted = { readonly status: number } | { readonly failure: string };

export async function post(
  reach: Reach,
  to: string,
  message: { readonly headers: { readonly [name: string]: string }; readonly body: string },
  limitMilliseconds = LIMIT_MILLISECONDS,
): Promise<Posted> {
  // Judged again: what may be reached can have changed since it was subscribed.
  const checked = reach.check(to);
  if (!checked.ok) return { failure: checked.refusal.why };
  const url = checked.value;
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = Buffer.from(message.body);
  return new Promise((resolve) => {
    // Once its status is read, that is the answer, however the rest of it goes.
    let status: number | undefined;
    const request = send(
      url,
      {
        method: 'POST',
        // A connection of its own, so that its address was looked at for this very message.
        agent: false,
        lookup: reach.lookup,
        maxHeaderSize: ANSWER_OCTETS,
        signal: AbortSignal.timeout(limitMilliseconds),
        headers: { ...message.headers, 'content-length': body.length, 'user-agent': 'largesse' },
      },
      (answer) => {
        let octets = 0;
        status = answer.statusCode ?? 0;
        const end = (): void => resolve({ status: answer.statusCode ?? 0 });
        answer.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets <= ANSWER_OCTETS) return;
          end();
          answer.destroy();
        });
        answer.on('end', end);
        answer.on('error', end);
      },
    );
    request.on('error', (error) =>
      resolve(status === undefined ? { failure: failureOf(error) } : { status }),
    );
    request.end(body);
  });
}

const failureOf = (error: Error & { code?: string }): string =>
  error.name === 'TimeoutError' || error.name === 'AbortError'
    ? 'no answer in time'
    : (error.code ?? error.message).slice(0, 200);
