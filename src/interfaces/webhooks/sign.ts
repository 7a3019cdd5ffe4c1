// Signatures as Standard Webhooks has them: whoever shares the secret can prove that a message is ours, is
// whole, and is not an old one sent again.

import { createHmac } from 'node:crypto';

/** `whsec_` and base64: the form in which libraries for receivers take it. */
export const writtenSecret = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

/** The three headers of a message. The time is that of the attempt, so that a late retry is no old one. */
export function signedHeaders(
  secret: Buffer,
  message: { readonly id: string; readonly atSeconds: number; readonly body: string },
): { readonly [header: string]: string } {
  const { id, atSeconds, body } = message;
  const signature = createHmac('sha256', secret).update(`${id}.${atSeconds}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(atSeconds),
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}
