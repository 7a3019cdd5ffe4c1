// Sessions over Diameter Gy. Requests are copied into one buffer a connection and written once a turn;
// answers are read in place. The hop-by-hop identifier says which session an answer is for.

import type { Socket } from 'node:net';
import { GyClient, readMessage } from '../../../src/interfaces/gy/public.ts';
import { Answers } from '../../../src/interfaces/gy/peer/answers.ts';
import {
  imsiOf,
  LAST_STEP,
  msisdnOf,
  sessionCounter,
  type Wire,
  type WireOptions,
} from '../network/wire.ts';
import { END_TO_END, HOP_BY_HOP, readTemplates, resultIn, type Template } from './templates.ts';

const SUCCESS = 2001;
const FIRST_BUFFER = 256 * 1024;
const HEADER = 20;

type Connection = { readonly socket: Socket; out: Buffer; filled: number; rest: Buffer };

export async function openGyWire(options: WireOptions): Promise<Wire> {
  const { host, port, sessions, lines } = options;
  const templates = readTemplates();
  const nextName = sessionCounter();
  const steps = new Uint8Array(sessions);
  const names = new Float64Array(sessions);
  const lineOf = new Uint32Array(sessions);
  let nextLine = 0;
  const connections: Connection[] = [];

  const wire: Wire = {
    sessions,
    answered: () => undefined,
    lost: () => undefined,
    stepOf: (session) => steps[session] ?? 0,
    send(session) {
      const step = steps[session] ?? 0;
      if (step === 0) {
        names[session] = nextName();
        lineOf[session] = nextLine;
        nextLine = (nextLine + 1) % lines;
      }
      const connection = connections[session % connections.length];
      if (connection !== undefined)
        write(
          connection,
          templateOf(step),
          session,
          step,
          names[session] ?? 0,
          lineOf[session] ?? 0,
        );
    },
    flush() {
      for (const connection of connections) {
        if (connection.filled === 0) continue;
        // The socket keeps what it is given, so each write gets octets of its own.
        connection.socket.write(Buffer.from(connection.out.subarray(0, connection.filled)));
        connection.filled = 0;
      }
    },
    async close() {
      for (const { socket } of connections) socket.end();
    },
  };
  const templateOf = (step: number): Template => {
    if (step === 0) return templates.initial;
    return step === LAST_STEP ? templates.final : templates.update;
  };
  const take = (bytes: Buffer, start: number, end: number): void => {
    const session = bytes.readUInt32BE(start + HOP_BY_HOP);
    const result = resultIn(bytes, start, end);
    const step = steps[session] ?? 0;
    if (result === SUCCESS) steps[session] = step === LAST_STEP ? 0 : step + 1;
    else steps[session] = 0;
    wire.answered(session, result === SUCCESS ? undefined : String(result));
  };

  for (let number = 0; number < options.connections; number += 1) {
    const identity = {
      // The captured requests come from this one, as their Origin-Host says.
      originHost: number === 0 ? 'smf.epc.test' : `smf${number}.epc.test`,
      originRealm: 'epc.test',
      productName: 'Largesse bench',
      vendorId: 0,
      hostIpAddresses: ['127.0.0.1'],
    };
    const client = await GyClient.connect({ host, port, identity });
    await client.exchangeCapabilities();
    const { socket } = client;
    socket.removeAllListeners('data');
    const out = Buffer.allocUnsafe(FIRST_BUFFER);
    const connection: Connection = { socket, out, filled: 0, rest: Buffer.alloc(0) };
    connections.push(connection);
    const answers = new Answers(identity);
    socket.on('data', (chunk: Buffer) => {
      receive(connection, chunk, take, (request) =>
        socket.write(answers.make(readMessage(request), SUCCESS)),
      );
      wire.flush();
    });
    socket.on('close', () => wire.lost(new Error('the Gy door closed a connection')));
  }
  return wire;
}

function write(
  connection: Connection,
  template: Template,
  session: number,
  step: number,
  name: number,
  line: number,
): void {
  const { length } = template.bytes;
  if (connection.filled + length > connection.out.length) {
    const larger = Buffer.allocUnsafe(connection.out.length * 2);
    connection.out.copy(larger, 0, 0, connection.filled);
    connection.out = larger;
  }
  const { out, filled: at } = connection;
  template.bytes.copy(out, at);
  out.writeUInt32BE(session, at + HOP_BY_HOP);
  out.writeUInt32BE(((name * 16) % 2 ** 32) + step, at + END_TO_END);
  out.writeUInt32BE(step, at + template.requestNumber);
  out.write(String(name), at + template.sessionDigits, 'latin1');
  out.write(imsiOf(line), at + template.imsi, 'latin1');
  out.write(msisdnOf(line), at + template.msisdn, 'latin1');
  connection.filled = at + length;
}

/** Cuts a stream into messages; a part of one at the end waits for the next chunk. */
function receive(
  connection: Connection,
  chunk: Buffer,
  take: (bytes: Buffer, start: number, end: number) => void,
  answer: (request: Buffer) => void,
): void {
  const bytes = connection.rest.length === 0 ? chunk : Buffer.concat([connection.rest, chunk]);
  let start = 0;
  while (bytes.length - start >= HEADER) {
    const end = start + bytes.readUIntBE(start + 1, 3);
    if (end > bytes.length) break;
    if ((bytes.readUInt8(start + 4) & 0x80) !== 0) answer(bytes.subarray(start, end));
    else take(bytes, start, end);
    start = end;
  }
  connection.rest = bytes.subarray(start);
}
