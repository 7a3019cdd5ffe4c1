// One HTTP/2 connection (RFC 9113) with prior knowledge, for POSTs of small bodies. Frames are put together in
// one buffer and written once a turn. node:http2's client costs about as much processor time as the server it
// talks to: with it, a bench on a small machine measures its own client.

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { decodeResponse } from './hpack.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const FRAME_HEADER = 9;
const DATA = 0;
const HEADERS = 1;
const RESET = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const WINDOW_UPDATE = 8;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const SETTING_HEADER_TABLE_SIZE = 1;
const SETTING_MAX_CONCURRENT_STREAMS = 3;
const SETTING_INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;
const OUR_WINDOW = 2 ** 30;
const FIRST_BUFFER = 256 * 1024;

type Exchange = { readonly tag: number; status: number; location: string | undefined };
type Waiting = { readonly tag: number; readonly headers: Buffer; readonly body: Buffer };

export type Answered = (tag: number, status: number, location: string | undefined) => void;

export class Http2Connection {
  readonly #socket: Socket;
  readonly #answered: Answered;
  readonly #lost: (error: Error) => void;
  readonly #exchanges = new Map<number, Exchange>();
  /** What the peer has no room for yet. */
  readonly #waiting: Waiting[] = [];
  #out = Buffer.allocUnsafe(FIRST_BUFFER);
  #filled = 0;
  #rest: Buffer = Buffer.alloc(0);
  #nextStream = 1;
  #mostStreams = 100;
  #sendWindow = DEFAULT_WINDOW;
  #received = 0;

  static async open(
    place: { readonly host: string; readonly port: number },
    answered: Answered,
    lost: (error: Error) => void,
  ): Promise<Http2Connection> {
    const socket = connect(place);
    await once(socket, 'connect');
    const connection = new Http2Connection(socket, answered, lost);
    await connection.#greeted;
    return connection;
  }

  readonly #greeted: Promise<void>;
  #greet: () => void = () => undefined;

  private constructor(socket: Socket, answered: Answered, lost: (error: Error) => void) {
    this.#socket = socket;
    this.#answered = answered;
    this.#lost = lost;
    this.#greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the peer closed a connection')));
    socket.write(PREFACE);
    const settings = Buffer.alloc(12);
    settings.writeUInt16BE(SETTING_HEADER_TABLE_SIZE, 0);
    settings.writeUInt16BE(SETTING_INITIAL_WINDOW_SIZE, 6);
    settings.writeUInt32BE(OUR_WINDOW, 8);
    this.#frame(SETTINGS, 0, 0, settings);
    this.#grantWindow(OUR_WINDOW);
    this.flush();
  }

  /** Sends once there is room for it; `tag` comes back with the answer. */
  post(tag: number, headers: Buffer, body: Buffer): void {
    if (this.#waiting.length > 0 || !this.#hasRoom(body)) {
      this.#waiting.push({ tag, headers, body: Buffer.from(body) });
      return;
    }
    this.#post(tag, headers, body);
  }

  flush(): void {
    if (this.#filled === 0) return;
    this.#socket.write(Buffer.from(this.#out.subarray(0, this.#filled)));
    this.#filled = 0;
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.end();
  }

  #hasRoom(body: Buffer): boolean {
    return this.#exchanges.size < this.#mostStreams && this.#sendWindow >= body.length;
  }

  #post(tag: number, headers: Buffer, body: Buffer): void {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    this.#exchanges.set(stream, { tag, status: 0, location: undefined });
    this.#sendWindow -= body.length;
    this.#frame(HEADERS, END_HEADERS, stream, headers);
    this.#frame(DATA, END_STREAM, stream, body);
  }

  #frame(type: number, flags: number, stream: number, payload: Buffer): void {
    const needed = this.#filled + FRAME_HEADER + payload.length;
    if (needed > this.#out.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#out.length * 2));
      this.#out.copy(larger, 0, 0, this.#filled);
      this.#out = larger;
    }
    const out = this.#out;
    const at = this.#filled;
    out.writeUIntBE(payload.length, at, 3);
    out.writeUInt8(type, at + 3);
    out.writeUInt8(flags, at + 4);
    out.writeUInt32BE(stream, at + 5);
    payload.copy(out, at + FRAME_HEADER);
    this.#filled = needed;
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= FRAME_HEADER) {
      const end = at + FRAME_HEADER + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      this.#take(
        bytes.readUInt8(at + 3),
        bytes.readUInt8(at + 4),
        bytes.readUInt32BE(at + 5),
        bytes.subarray(at + FRAME_HEADER, end),
      );
      at = end;
    }
    this.#rest = bytes.subarray(at);
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting;
      if (next === undefined || !this.#hasRoom(next.body)) break;
      this.#waiting.shift();
      this.#post(next.tag, next.headers, next.body);
    }
    this.flush();
  }

  #take(type: number, flags: number, stream: number, payload: Buffer): void {
    switch (type) {
      case HEADERS: {
        const exchange = this.#exchanges.get(stream);
        if ((flags & END_HEADERS) === 0) this.#lost(new Error('a header block came in pieces'));
        if (exchange !== undefined) Object.assign(exchange, decodeResponse(payload));
        if ((flags & END_STREAM) !== 0) this.#end(stream);
        return;
      }
      case DATA:
        this.#received += payload.length;
        if (this.#received > OUR_WINDOW / 2) {
          this.#grantWindow(this.#received);
          this.#received = 0;
        }
        if ((flags & END_STREAM) !== 0) this.#end(stream);
        return;
      case RESET: {
        const exchange = this.#exchanges.get(stream);
        if (exchange !== undefined) exchange.status = 0;
        return this.#end(stream);
      }
      case SETTINGS:
        if ((flags & ACK) === 0) this.#agree(payload);
        return;
      case PING:
        if ((flags & ACK) === 0) this.#frame(PING, ACK, 0, payload);
        return;
      case WINDOW_UPDATE:
        if (stream === 0) this.#sendWindow += payload.readUInt32BE(0);
        return;
      case GOAWAY:
        this.#lost(new Error(`the peer says goodbye with code ${payload.readUInt32BE(4)}`));
        return;
      default: // frames that nobody knows are passed over (RFC 9113 clause 4.1)
    }
  }

  #agree(settings: Buffer): void {
    for (let at = 0; at + 6 <= settings.length; at += 6)
      if (settings.readUInt16BE(at) === SETTING_MAX_CONCURRENT_STREAMS)
        this.#mostStreams = settings.readUInt32BE(at + 2);
    this.#frame(SETTINGS, ACK, 0, Buffer.alloc(0));
    this.#greet();
  }

  #end(stream: number): void {
    const exchange = this.#exchanges.get(stream);
    if (exchange === undefined) return;
    this.#exchanges.delete(stream);
    this.#answered(exchange.tag, exchange.status, exchange.location);
  }

  #grantWindow(octets: number): void {
    const increment = Buffer.alloc(4);
    increment.writeUInt32BE(octets);
    this.#frame(WINDOW_UPDATE, 0, 0, increment);
  }
}
