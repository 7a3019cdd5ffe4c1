// Sessions over Nchf, and the same bodies to a server that only echoes them: how much of what a runtime can
// do over HTTP/2 is left once there is charging behind it.

import {
  imsiOf,
  LAST_STEP,
  msisdnOf,
  sessionCounter,
  type Wire,
  type WireOptions,
} from '../network/wire.ts';
import { makeBodies, type Body } from './bodies.ts';
import { encodePost } from './hpack.ts';
import { Http2Connection } from './http2-connection.ts';

const COLLECTION = '/nchf-convergedcharging/v3/chargingdata';

type Ways = {
  /** The header block of a step's request. */
  headers(session: number, step: number): Buffer;
  /** What is wrong with an answer, if anything. */
  failure(session: number, step: number, status: number, location?: string): string | undefined;
};

export async function openNchfWire(options: WireOptions): Promise<Wire> {
  const authority = `${options.host}:${options.port}`;
  const create = encodePost(authority, COLLECTION);
  const updates: Buffer[] = [];
  const releases: Buffer[] = [];
  const nothing = Buffer.alloc(0);
  return open(options, {
    headers(session, step) {
      if (step === 0) return create;
      return (step === LAST_STEP ? releases[session] : updates[session]) ?? nothing;
    },
    failure(session, step, status, location) {
      if (status !== expected(step)) return String(status);
      if (step !== 0) return undefined;
      if (location === undefined) return 'no Location';
      const { pathname } = new URL(location, `http://${authority}`);
      updates[session] = encodePost(authority, `${pathname}/update`);
      releases[session] = encodePost(authority, `${pathname}/release`);
      return undefined;
    },
  });
}

export function openEchoWire(options: WireOptions): Promise<Wire> {
  const headers = encodePost(`${options.host}:${options.port}`, COLLECTION);
  return open(options, {
    headers: () => headers,
    failure: (_session, _step, status) => (status === 200 ? undefined : String(status)),
  });
}

const expected = (step: number): number => {
  if (step === 0) return 201;
  return step === LAST_STEP ? 204 : 200;
};

async function open(options: WireOptions, ways: Ways): Promise<Wire> {
  const { sessions, lines } = options;
  const bodies = makeBodies();
  const nextChargingId = sessionCounter();
  const steps = new Uint8Array(sessions);
  const chargingIds = new Float64Array(sessions);
  const lineOf = new Uint32Array(sessions);
  let nextLine = 0;
  const connections: Http2Connection[] = [];
  const wire: Wire = {
    sessions,
    answered: () => undefined,
    lost: () => undefined,
    stepOf: (session) => steps[session] ?? 0,
    send(session) {
      const step = steps[session] ?? 0;
      if (step === 0) {
        chargingIds[session] = nextChargingId();
        lineOf[session] = nextLine;
        nextLine = (nextLine + 1) % lines;
      }
      const body = bodyOf(step);
      write(body, step, lineOf[session] ?? 0, chargingIds[session] ?? 0);
      connections[session % connections.length]?.post(
        session,
        ways.headers(session, step),
        body.bytes,
      );
    },
    flush() {
      for (const connection of connections) connection.flush();
    },
    async close() {
      for (const connection of connections) connection.close();
    },
  };
  const bodyOf = (step: number): Body => {
    if (step === 0) return bodies.initial;
    return step === LAST_STEP ? bodies.final : bodies.update;
  };
  const answered = (session: number, status: number, location: string | undefined): void => {
    const step = steps[session] ?? 0;
    const failure = ways.failure(session, step, status, location);
    if (failure === undefined) steps[session] = step === LAST_STEP ? 0 : step + 1;
    else steps[session] = 0;
    wire.answered(session, failure);
  };
  for (let number = 0; number < options.connections; number += 1)
    connections.push(await Http2Connection.open(options, answered, (error) => wire.lost(error)));
  return wire;
}

function write(body: Body, step: number, line: number, chargingId: number): void {
  const { bytes } = body;
  bytes.write(imsiOf(line), body.imsi, 'latin1');
  bytes.write(msisdnOf(line), body.msisdn, 'latin1');
  bytes.write(String(chargingId), body.chargingId, 'latin1');
  for (const at of body.sequences) bytes.writeUInt8(0x30 + step, at);
}
