// A relay agent as small as one can be (RFC 6733 clause 2.8.1): peers connect to it, it connects to the
// door, and it passes requests on in both directions under identifiers of its own.

import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { base } from '../codec/avps-base.ts';
import { findAvp } from '../codec/avp.ts';
import { FrameCutter } from '../codec/frames.ts';
import {
  APPLICATION_RELAY,
  avpsOf,
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_CREDIT_CONTROL,
  HEADER_OCTETS,
  isRequest,
  readMessage,
  type Message,
} from '../codec/message.ts';
import { resultCode } from '../codec/problem.ts';
import { MessageWriter } from '../codec/writer.ts';
import { GyClient } from '../client.ts';
import type { GyIdentity } from '../identity.ts';
import { Answers } from '../peer/answers.ts';

export class TestRelay {
  readonly port: number;
  readonly upstream: GyClient;
  readonly #identity: GyIdentity;
  readonly #answers: Answers;
  readonly #server: Server;
  /** Those who greeted, by Origin-Host. */
  readonly #downstream = new Map<string, Socket>();
  readonly #waiting = new Map<number, (answer: Message) => void>();
  #lastHopByHop = 0x5000_0000;

  private constructor(identity: GyIdentity, server: Server, upstream: GyClient) {
    this.#identity = identity;
    this.#answers = new Answers(identity);
    this.#server = server;
    this.upstream = upstream;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async open(doorPort: number, identity: GyIdentity): Promise<TestRelay> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const made: { relay?: TestRelay } = {};
    const upstream = await GyClient.connect({
      host: '127.0.0.1',
      port: doorPort,
      identity,
      applicationId: APPLICATION_RELAY,
      onRequest: (request) => {
        if (findAvp(avpsOf(request), base.sessionId) === undefined) return undefined;
        void made.relay?.passDown(request);
        return null;
      },
    });
    made.relay = new TestRelay(identity, server, upstream);
    await upstream.exchangeCapabilities();
    return made.relay;
  }

  close(): void {
    this.upstream.socket.destroy();
    this.#server.close();
    for (const socket of this.#downstream.values()) socket.destroy();
  }

  /** From the door to whom Destination-Host names. */
  async passDown(request: Message): Promise<void> {
    const host = findAvp(avpsOf(request), base.destinationHost)?.text() ?? '';
    const socket = this.#downstream.get(host);
    if (socket === undefined) {
      this.upstream.send(this.#answers.make(request, resultCode.unableToDeliver));
      return;
    }
    const { promise, resolve } = Promise.withResolvers<Message>();
    const hopByHop = this.#next();
    this.#waiting.set(hopByHop, resolve);
    socket.write(this.#onward(request, hopByHop));
    this.upstream.send(withHopByHop(await promise, request.hopByHop));
  }

  #serve(socket: Socket): void {
    const cutter = new FrameCutter(65_536);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      cutter.push(chunk);
      for (let bytes = cutter.next(); bytes !== null; bytes = cutter.next())
        void this.#take(socket, readMessage(bytes));
    });
  }

  async #take(socket: Socket, message: Message): Promise<void> {
    if (!isRequest(message)) {
      this.#waiting.get(message.hopByHop)?.(message);
      this.#waiting.delete(message.hopByHop);
    } else if (message.command === COMMAND_CREDIT_CONTROL) {
      const answer = await this.upstream.request(this.#onward(message, this.#next()));
      socket.write(withHopByHop(answer, message.hopByHop));
    } else {
      if (message.command === COMMAND_CAPABILITIES_EXCHANGE)
        this.#downstream.set(findAvp(avpsOf(message), base.originHost)?.text() ?? '', socket);
      socket.write(this.#answers.make(message, resultCode.success));
    }
  }

  /** As it came, under our own identifier, with who it came from (RFC 6733 clause 6.1.9). */
  #onward(request: Message, hopByHop: number): Buffer {
    return new MessageWriter()
      .begin({ ...request, hopByHop })
      .encoded(request.bytes.subarray(HEADER_OCTETS))
      .text(base.routeRecord, findAvp(avpsOf(request), base.originHost)?.text() ?? '')
      .finish();
  }

  #next(): number {
    this.#lastHopByHop += 1;
    return this.#lastHopByHop;
  }

  get originHost(): string {
    return this.#identity.originHost;
  }
}

function withHopByHop(message: Message, hopByHop: number): Buffer {
  const bytes = Buffer.from(message.bytes);
  bytes.writeUInt32BE(hopByHop, 12);
  return bytes;
}
