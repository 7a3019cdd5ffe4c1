// The link to the carrier's message centre: one SMPP 3.4 session, bound as transceiver, that is kept alive,
// watched, and made again when it breaks. Each request has one answer, within a time, or a fault.

import { isIP } from 'node:net';
import smpp, { type Pdu, type PduFields, type Session } from 'smpp';
import { Fault, SECOND } from '../../../../kernel/public.ts';

export type LinkLog = {
  info(about: object, words: string): void;
  warn(about: object, words: string): void;
};

export type LinkOptions = {
  /** smpp://host:port, or ssmpp:// over TLS. */
  readonly url: string;
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string;
  readonly log: LinkLog;
  /** What the centre sends of itself. What it gives is the command_status of the answer. */
  readonly received: (pdu: Pdu) => Promise<number>;
  readonly answerMilliseconds?: number;
  readonly enquireMilliseconds?: number;
  readonly firstPauseMilliseconds?: number;
};

export type Link = {
  isBound(): boolean;
  /**
   * Sends one message. Throws faults: smpp_not_bound (safe to repeat), and smpp_no_answer, after which it
   * may or may not have been taken.
   */
  submit(fields: PduFields): Promise<Pdu>;
  /** Unbinds, and stays away. */
  close(): Promise<void>;
};

const ANSWER = 10 * SECOND;
const ENQUIRE = 30 * SECOND;
const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 60 * SECOND;

type Command = 'bind_transceiver' | 'submit_sm' | 'enquire_link' | 'unbind';

export function openLink(options: LinkOptions): Link {
  const { log } = options;
  const answerMilliseconds = options.answerMilliseconds ?? ANSWER;
  const firstPause = options.firstPauseMilliseconds ?? FIRST_PAUSE;
  let session: Session | undefined;
  let bound = false;
  let closing = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  /** Requests without an answer, to be failed at once when the session ends. */
  const waiting = new Set<(why: Fault) => void>();

  begin();

  function begin(): void {
    if (closing) return;
    const mine = smpp.connect(placeOf(options.url), () => void bind(mine));
    session = mine;
    // A centre that takes the connection and then says nothing must not hold us for ever.
    const slow = setTimeout(() => mine.destroy(), answerMilliseconds * 2);
    let enquiring: NodeJS.Timeout | undefined;

    async function bind(on: Session): Promise<void> {
      try {
        const answer = await request(on, 'bind_transceiver', {
          system_id: options.systemId,
          password: options.password,
          system_type: options.systemType ?? '',
          interface_version: 0x34,
        });
        clearTimeout(slow);
        if (answer.command_status !== 0) {
          log.warn({ status: answer.command_status }, 'the message centre refused the bind');
          on.destroy();
          return;
        }
        bound = true;
        failures = 0;
        log.info({}, 'bound to the message centre');
        enquiring = setInterval(() => void enquire(on), options.enquireMilliseconds ?? ENQUIRE);
        enquiring.unref();
      } catch {
        on.destroy();
      }
    }

    mine.on('pdu', (pdu: Pdu) => void answerPdu(mine, pdu));
    mine.on('error', (error: Error) => {
      // After a spoiled PDU the library reads no further: only a new session helps.
      if (!closing) log.warn({ err: error }, 'the link to the message centre failed');
      mine.destroy();
    });
    mine.on('close', () => {
      clearTimeout(slow);
      clearInterval(enquiring);
      if (session !== mine) return;
      session = undefined;
      bound = false;
      for (const fail of waiting) fail(noAnswer());
      waiting.clear();
      if (closing) return;
      failures += 1;
      const pause = Math.min(LONGEST_PAUSE, firstPause * 2 ** Math.min(failures - 1, 12));
      retry = setTimeout(begin, pause * (0.5 + Math.random() / 2));
      retry.unref();
    });
  }

  async function enquire(on: Session): Promise<void> {
    try {
      await request(on, 'enquire_link', {});
    } catch {
      log.warn({}, 'the message centre did not answer enquire_link');
      on.destroy();
    }
  }

  async function answerPdu(on: Session, pdu: Pdu): Promise<void> {
    if (pdu.isResponse()) return;
    if (pdu.command === 'enquire_link') on.send(pdu.response());
    else if (pdu.command === 'unbind') {
      on.send(pdu.response());
      on.close();
    } else if (pdu.command === 'deliver_sm') {
      const status = await options.received(pdu).catch(() => SYSTEM_ERROR);
      on.send(pdu.response({ command_status: status, message_id: '' }));
    } else on.send(pdu.response({ command_status: INVALID_COMMAND }));
  }

  function request(on: Session, command: Command, fields: PduFields): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(late);
        waiting.delete(fail);
      };
      const fail = (why: Fault): void => {
        end();
        reject(why);
      };
      const late = setTimeout(() => fail(noAnswer()), answerMilliseconds);
      waiting.add(fail);
      const written = on[command](fields, (pdu) => {
        end();
        resolve(pdu);
      });
      if (!written) fail(notBound());
    });
  }

  return {
    isBound: () => bound,
    async submit(fields) {
      if (!bound || session === undefined) throw notBound();
      return request(session, 'submit_sm', fields);
    },
    async close() {
      closing = true;
      clearTimeout(retry);
      const last = session;
      if (last === undefined) return;
      const ended = new Promise<void>((resolve) => last.once('close', () => resolve()));
      if (bound) await request(last, 'unbind', {}).catch(() => undefined);
      last.destroy();
      await ended;
    },
  };
}

function placeOf(url: string): Parameters<typeof smpp.connect>[0] {
  const { protocol, hostname, port } = new URL(url);
  const tls = protocol === 'ssmpp:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // RFC 6066 clause 3: a name is said, an address is not.
  const servername = tls && isIP(host) === 0 ? { servername: host } : {};
  return { host, port: Number(port) || (tls ? 3550 : 2775), tls, ...servername };
}

const SYSTEM_ERROR = 0x64; // ESME_RX_T_APPN: not now, send it again
const INVALID_COMMAND = 0x03; // ESME_RINVCMDID

const notBound = (): Fault =>
  new Fault('smpp_not_bound', 'not bound to the message centre', { retry: 'safe' });
const noAnswer = (): Fault =>
  new Fault('smpp_no_answer', 'the message centre did not answer', { retry: 'same_key_only' });
