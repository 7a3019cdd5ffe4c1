// A peer that writes frames as the test says, be they right or wrong, and keeps what it is told.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../../kernel/public.ts';
import { defaultNchfLimits, type NchfLimits } from '../../limits.ts';
import { ok } from '../answer.ts';
import {
  FLAG,
  FRAME,
  PREFACE,
  readUnsigned31,
  readUnsigned32,
  writeFrameHeader,
} from '../frames.ts';
import { CHARGING_DATA } from '../route.ts';
import { openServer, type Handle, type NchfServer } from '../server.ts';

export type Frame = {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
};

export function frame(type: number, flags: number, stream: number, payload: Buffer = NONE): Buffer {
  const bytes = Buffer.alloc(9 + payload.length);
  payload.copy(bytes, writeFrameHeader(bytes, 0, payload.length, type, flags, stream));
  return bytes;
}

export const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** SETTINGS of names and values. */
export const settings = (...pairs: readonly (readonly [name: number, value: number])[]): Buffer =>
  frame(
    FRAME.SETTINGS,
    0,
    0,
    Buffer.concat(
      pairs.map(([name, value]) => Buffer.concat([Buffer.from([0, name]), number(value)])),
    ),
  );

/** A literal with a name of its own, kept nowhere (RFC 7541 clause 6.2.2). Both below 127 letters. */
export const field = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name, 'latin1'),
    Buffer.from([value.length]),
    Buffer.from(value, 'latin1'),
  ]);

export const block = (headers: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(headers.map(([name, value]) => field(name, value)));

export const POST = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', CHARGING_DATA],
  [':authority', 'chf.test:8091'],
  ['content-type', 'application/json'],
] as const;

/** HEADERS and DATA of a request that is right. */
export const request = (stream: number, body = '{}'): Buffer =>
  Buffer.concat([
    frame(FRAME.HEADERS, FLAG.END_HEADERS, stream, block(POST)),
    frame(FRAME.DATA, FLAG.END_STREAM, stream, Buffer.from(body)),
  ]);

export class RawPeer {
  readonly frames: Frame[] = [];
  readonly socket: Socket;
  isClosed = false;
  #rest: Buffer = NONE;

  static async open(
    port: number,
    first: Buffer = Buffer.concat([PREFACE, settings()]),
  ): Promise<RawPeer> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const peer = new RawPeer(socket);
    socket.write(first);
    return peer;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => (this.isClosed = true));
    socket.on('data', (chunk: Buffer) => {
      let bytes = Buffer.concat([this.#rest, chunk]);
      while (bytes.length >= 9) {
        const end = 9 + bytes.readUIntBE(0, 3);
        if (bytes.length < end) break;
        this.frames.push({
          type: bytes.readUInt8(3),
          flags: bytes.readUInt8(4),
          stream: readUnsigned31(bytes, 5),
          payload: bytes.subarray(9, end),
        });
        bytes = bytes.subarray(end);
      }
      this.#rest = bytes;
    });
  }

  write(...bytes: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  of(type: number, stream?: number): Frame[] {
    return this.frames.filter(
      (one) => one.type === type && (stream === undefined || one.stream === stream),
    );
  }

  /** The code of the GOAWAY, once it came; undefined where the connection ended without one. */
  async goneWith(): Promise<number | undefined> {
    await until(() => this.of(FRAME.GOAWAY).length > 0 || this.isClosed);
    const [goodbye] = this.of(FRAME.GOAWAY);
    return goodbye === undefined ? undefined : readUnsigned32(goodbye.payload, 4);
  }

  /** The code that the stream was reset with, once it was. */
  async resetWith(stream: number): Promise<number> {
    await until(() => this.of(FRAME.RST_STREAM, stream).length > 0);
    return readUnsigned32(this.of(FRAME.RST_STREAM, stream)[0]?.payload ?? NONE, 0);
  }

  /** The body of an answer, once all of it came. */
  async bodyOf(stream: number): Promise<string> {
    const isWhole = (): boolean =>
      this.frames.some(
        ({ flags, stream: id, type }) =>
          id === stream && type <= FRAME.HEADERS && (flags & FLAG.END_STREAM) !== 0,
      );
    await until(isWhole);
    return Buffer.concat(this.of(FRAME.DATA, stream).map(({ payload }) => payload)).toString();
  }

  close(): void {
    this.socket.destroy();
  }
}

export async function until(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!fact()) {
    if (performance.now() > deadline) throw new Error(`not so in time: ${String(fact)}`);
    await pause(2);
  }
}

export type RawScene = {
  readonly server: NchfServer;
  readonly logged: string[];
  peer(first?: Buffer): Promise<RawPeer>;
  close(): Promise<void>;
};

/** A server that echoes, or does as `handle` says. */
export async function openRawScene(
  limits: Partial<NchfLimits> = {},
  handle: Handle = (operation, _id, body) => Promise.resolve(ok(`${operation} ${body.toString()}`)),
): Promise<RawScene> {
  const logged: string[] = [];
  const log = (_fields: object, message: string): void => void logged.push(message);
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    limits: { ...defaultNchfLimits, closeSeconds: 0.2, ...limits },
    log: { info: log, warn: log, error: log },
    meter: undefined,
    clock: systemClock,
    handle,
  });
  const peers: RawPeer[] = [];
  return {
    server,
    logged,
    async peer(first) {
      const peer = await RawPeer.open(server.port, first);
      peers.push(peer);
      return peer;
    },
    async close() {
      for (const peer of peers) peer.close();
      await server.close();
    },
  };
}

const NONE = Buffer.alloc(0);
