// Push, through the carrier's own gateway to its app: one signed HTTP POST a message. The signature is that
// of Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body.

import { createHmac } from 'node:crypto';
import { SECOND, type Clock } from '../../../kernel/public.ts';
import type { Outcome, Way } from './way.ts';

export type PushSettings = {
  /** https; http only to this machine. */
  readonly url: string;
  /** Shared with the gateway: at least 24 octets, in base64, with or without `whsec_` in front. */
  readonly secret: Buffer;
};

const TIMEOUT = 10 * SECOND;
const LONGEST_WAIT_SECONDS = 3_600;

export function createPush({ url, secret }: PushSettings, clock: Clock): Way {
  return {
    name: 'push',
    reaches: ({ status }) => status !== 'closed',
    async send({ messageId, about, line, text, toldAt, lapsesAt }) {
      const body = JSON.stringify({
        id: messageId,
        type: about,
        msisdn: line.msisdn,
        language: line.language,
        title: text.title,
        body: text.body,
        toldAt: new Date(toldAt).toISOString(),
        lapsesAt: new Date(lapsesAt).toISOString(),
      });
      const timestamp = String(Math.floor(clock.now() / SECOND));
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'webhook-id': messageId,
            'webhook-timestamp': timestamp,
            'webhook-signature': signatureOf(secret, messageId, timestamp, body),
          },
          body,
          // Where the gateway is, is for the carrier to say, not for whoever answers there.
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT),
        });
        await answer.body?.cancel();
        return outcomeOf(answer);
      } catch (error) {
        return { outcome: 'later', problem: `push ${(error as Error).name}` };
      }
    },
    close: () => Promise.resolve(),
  };
}

export const signatureOf = (
  secret: Buffer,
  messageId: string,
  timestamp: string,
  body: string,
): string =>
  `v1,${createHmac('sha256', secret).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`;

function outcomeOf({ ok, status, headers }: Response): Outcome {
  if (ok) return { outcome: 'taken' };
  const problem = `push http ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const asked = Number(headers.get('retry-after'));
    return asked > 0
      ? { outcome: 'later', problem, afterSeconds: Math.min(asked, LONGEST_WAIT_SECONDS) }
      : { outcome: 'later', problem };
  }
  // A gateway that refuses our signature, or sends us elsewhere, is set up wrongly: a person mends that.
  if (status === 401 || status === 403 || (status >= 300 && status < 400))
    return { outcome: 'later', problem };
  return { outcome: 'refused', problem };
}
