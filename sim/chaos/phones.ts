// Where the carrier's messages arrive: a message centre that the server binds to over SMPP, and that remembers
// the sign-in code of whoever waits for one.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';

export type Phones = {
  /** What the server is told in its environment, so that it sends here. */
  readonly environment: { readonly [name: string]: string };
  /**
   * The next code that is sent to this number, without its +. Ask before the code is asked for. Rejects
   * when none comes.
   */
  nextCode(msisdn: string): Promise<string>;
  close(): Promise<void>;
};

const LATEST_MILLISECONDS = 30_000;

export async function openPhones(): Promise<Phones> {
  const waiting = new Map<string, (code: string) => void>();
  const sessions = new Set<Session>();
  let taken = 0;

  const take = ({ destination_addr: to = '', short_message: text }: Pdu): void => {
    const words = text?.message.toString('latin1') ?? '';
    const code = /^(\d{6}) /.exec(words)?.[1];
    if (code !== undefined) waiting.get(to)?.(code);
  };
  const centre = smpp.createServer((session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy()); // the server is killed now and then
    session.on('pdu', (pdu: Pdu) => {
      if (pdu.isResponse()) return;
      const isMessage = pdu.command === 'submit_sm';
      if (isMessage) take(pdu);
      session.send(pdu.response(isMessage ? { message_id: `m${(taken += 1)}` } : {}));
    });
  });
  centre.listen(0, '127.0.0.1');
  await once(centre, 'listening');
  const { port } = centre.address() as AddressInfo;
  return {
    environment: { SMPP_URL: `smpp://chaos:secret@127.0.0.1:${port}` },
    nextCode: (msisdn) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`no code came to +${msisdn}`)),
          LATEST_MILLISECONDS,
        );
        waiting.set(msisdn, (code) => {
          clearTimeout(late);
          waiting.delete(msisdn);
          resolve(code);
        });
      }),
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => centre.close(resolve));
    },
  };
}
