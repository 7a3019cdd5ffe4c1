// A small Diameter client: it connects, shows its capabilities, sends requests and awaits their answers
// by hop-by-hop identifier. For demonstrations, tests and benches; it answers watchdog and goodbye,
// re-authorisation and abort, and does nothing else of its own accord.

import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Fault, invariant } from '../../kernel/public.ts';
import { base } from './codec/avps-base.ts';
import { FrameCutter } from './codec/frames.ts';
import {
  APPLICATION_BASE,
  APPLICATION_CREDIT_CONTROL,
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_DISCONNECT_PEER,
  COMMAND_RE_AUTH,
  FLAG_REQUEST,
  isRequest,
  readMessage,
  type Message,
} from './codec/message.ts';
import { resultCode } from './codec/problem.ts';
import { MessageWriter } from './codec/writer.ts';
import { Answers } from './peer/answers.ts';
import { Outbox } from './peer/outbox.ts';
import type { GyIdentity } from './identity.ts';

const LONGEST_MESSAGE_OCTETS = 1024 * 1024;

export type GyClientOptions = {
  readonly host: string;
  readonly port: number;
  readonly identity: GyIdentity;
  /** How long to wait for an answer. */
  readonly timeoutSeconds?: number;
  /** Left out, the connection has no TLS. */
  readonly tls?: ConnectionOptions;
  /** What it says it speaks: credit control (4), unless it is a relay (0xffffffff). */
  readonly applicationId?: number;
  readonly originStateId?: number;
  /** False leaves every request unanswered, as a peer that hangs would. */
  readonly answersRequests?: boolean;
  /**
   * Sees each request and may answer it otherwise: with a result code, with a whole answer, or with
   * null not at all. Undefined leaves it the usual answer.
   */
  readonly onRequest?: (request: Message) => number | Buffer | null | undefined;
};

/** Says that a report follows (RFC 8506 clause 5.5). */
const LIMITED_SUCCESS = 2002;

type Waiting = {
  readonly resolve: (answer: Message) => void;
  readonly reject: (fault: Fault) => void;
  readonly timeout: NodeJS.Timeout;
};

export class GyClient {
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  readonly socket: Socket;
  readonly #options: GyClientOptions;
  readonly #outbox: Outbox;
  readonly #answers: Answers;
  readonly #cutter = new FrameCutter(LONGEST_MESSAGE_OCTETS);
  readonly #waiting = new Map<number, Waiting>();

  private constructor(socket: Socket, options: GyClientOptions) {
    this.socket = socket;
    this.#options = options;
    this.#outbox = new Outbox(socket);
    this.#answers = new Answers(options.identity);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(undefined));
  }

  /** Connects the socket only; the caller has yet to introduce itself. */
  static connect(options: GyClientOptions): Promise<GyClient> {
    return new Promise((resolve, reject) => {
      const { host, port, tls } = options;
      const socket =
        tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tls });
      socket.once('error', reject);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        socket.off('error', reject);
        resolve(new GyClient(socket, options));
      });
    });
  }

  /** Sends a whole message as it stands and awaits the answer with its hop-by-hop identifier. */
  request(bytes: Buffer): Promise<Message> {
    const { hopByHop } = readMessage(bytes);
    invariant(!this.#waiting.has(hopByHop), 'a hop-by-hop identifier is awaited once');
    const seconds = this.#options.timeoutSeconds ?? 10;
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiting.delete(hopByHop);
        reject(new Fault('gy_timeout', `no answer in ${seconds} s`, { retry: 'same_key_only' }));
      }, seconds * 1_000);
      this.#waiting.set(hopByHop, { resolve, reject, timeout });
      this.#outbox.send(bytes);
    });
  }

  /** Sends octets of any kind and expects nothing. */
  send(bytes: Buffer): void {
    this.#outbox.send(bytes);
  }

  /** Shows our capabilities and gives the answer (RFC 6733 clause 5.3). */
  exchangeCapabilities(): Promise<Message> {
    const { identity, originStateId, applicationId = APPLICATION_CREDIT_CONTROL } = this.#options;
    const writer = this.#base(COMMAND_CAPABILITIES_EXCHANGE);
    for (const address of identity.hostIpAddresses) writer.address(base.hostIpAddress, address);
    writer
      .unsigned32(base.vendorId, identity.vendorId)
      .text(base.productName, identity.productName)
      .unsigned32(base.authApplicationId, applicationId);
    if (originStateId !== undefined) writer.unsigned32(base.originStateId, originStateId);
    return this.request(writer.finish());
  }

  /** Says goodbye, then ends the connection. */
  async close(): Promise<void> {
    if (!this.socket.destroyed && this.socket.writable) {
      const goodbye = this.#base(COMMAND_DISCONNECT_PEER).unsigned32(base.disconnectCause, 0);
      await this.request(goodbye.finish()).catch((fault: unknown) => {
        if (!(fault instanceof Fault)) throw fault; // gone already is as good as gone
      });
    }
    this.socket.end();
    await this.closed;
  }

  #base(command: number): MessageWriter {
    const { originHost, originRealm } = this.#options.identity;
    const hopByHop = freshIdentifier(this.#waiting);
    return new MessageWriter()
      .begin({
        flags: FLAG_REQUEST,
        command,
        application: APPLICATION_BASE,
        hopByHop,
        endToEnd: hopByHop,
      })
      .text(base.originHost, originHost)
      .text(base.originRealm, originRealm);
  }

  #receive(chunk: Buffer): void {
    this.#cutter.push(chunk);
    for (let bytes = this.#cutter.next(); bytes !== null; bytes = this.#cutter.next())
      this.#take(readMessage(bytes));
    if (this.#cutter.problem !== null) this.socket.destroy();
  }

  #take(message: Message): void {
    if (isRequest(message)) {
      this.#answer(message);
      return;
    }
    const waiting = this.#waiting.get(message.hopByHop);
    if (waiting === undefined) return;
    this.#waiting.delete(message.hopByHop);
    clearTimeout(waiting.timeout);
    waiting.resolve(message);
  }

  #answer(request: Message): void {
    const { answersRequests, onRequest } = this.#options;
    if (answersRequests === false) return;
    const usual =
      request.command === COMMAND_RE_AUTH ? LIMITED_SUCCESS : (resultCode.success as number);
    const answer = onRequest?.(request);
    if (answer === null) return;
    this.#outbox.send(
      Buffer.isBuffer(answer) ? answer : this.#answers.make(request, answer ?? usual),
    );
  }

  #fail(cause: Error | undefined): void {
    const fault = new Fault('gy_connection_lost', 'the connection is gone', {
      retry: 'same_key_only',
      cause,
    });
    for (const { reject, timeout } of this.#waiting.values()) {
      clearTimeout(timeout);
      reject(fault);
    }
    this.#waiting.clear();
  }
}

/** High identifiers, which the messages of a capture or a bench do not use, and none that is waited for. */
function freshIdentifier(waiting: ReadonlyMap<number, unknown>): number {
  let identifier = 0xffff_0000;
  while (waiting.has(identifier)) identifier += 1;
  return identifier;
}
