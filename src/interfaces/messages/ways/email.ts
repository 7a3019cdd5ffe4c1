// Email over the carrier's SMTP server. Plain text only: nothing in it can be more than words.

import { createTransport } from 'nodemailer';
import { SECOND } from '../../../kernel/public.ts';
import type { Outcome, Way } from './way.ts';

export type EmailSettings = {
  /** smtp://user:password@host:port, or smtps://. */
  readonly url: string;
  /** Who it is from: `Aurora Mobile <gifts@aurora.example>`. */
  readonly from: string;
};

const TIMEOUT = 10 * SECOND;

export function createEmail({ url, from }: EmailSettings): Way {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: 3 * TIMEOUT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    name: 'email',
    reaches: ({ email, status }) => email != null && status !== 'closed',
    async send({ messageId, line, text }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: line.email ?? '' },
          subject: text.title,
          text: text.body,
          // A repeat carries the same, by which mail systems drop the second.
          messageId: `<${messageId}@${domain}>`,
          // RFC 3834: nobody's holiday notice answers this.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { outcome: 'taken' };
      } catch (error) {
        return outcomeOf(error as Failure);
      }
    },
    async close() {
      transport.close();
      await Promise.resolve();
    },
  };
}

type Failure = { readonly code?: string; readonly responseCode?: number };

/** RFC 5321 clause 4.2.1: 4yz may work later, 5yz will not. A server that is away may come back. */
function outcomeOf({ code, responseCode }: Failure): Outcome {
  const problem = `smtp ${responseCode ?? code ?? 'failed'}`;
  // A refused password is ours to mend, and no reason to give a message up.
  const isOurs = code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2';
  return responseCode !== undefined && responseCode >= 500 && !isOurs
    ? { outcome: 'refused', problem }
    : { outcome: 'later', problem };
}
