// Spoiled requests over HTTP/2: most on a few connections, many in flight; some as octets that are not even
// HTTP any more, on connections of their own.

import { once } from 'node:events';
import { connect } from 'node:net';
import { Http2Connection } from '../bench/nchf/http2-connection.ts';
import { encodeRequest } from '../bench/nchf/hpack.ts';
import { CHARGING_DATA } from '../../src/interfaces/nchf/http2/route.ts';
import { makeBodies } from '../bench/nchf/bodies.ts';
import { spoil } from './nchf-messages.ts';
import { pick, type Random } from './random.ts';
import { UNANSWERED_SECONDS, type Outcome, type Sender, type Sent } from './sender.ts';

const CONNECTIONS = 4;
const REFERENCES = 100;
const RAW_SHARE = 50;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

type Answer = { readonly status: number; readonly location: string | undefined };

export async function openNchfSender(place: { host: string; port: number }): Promise<Sender> {
  const authority = `${place.host}:${place.port}`;
  const references: string[] = [];
  const shared = Array.from({ length: CONNECTIONS }, () => reconnecting(place));

  const request = async (random: Random): Promise<Sent> => {
    const { method, path, contentType, body } = spoil(random, references);
    const headers = encodeRequest({ method, path, authority, contentType });
    const answer = await pick(shared, random)(headers, body);
    const bytes = Buffer.concat([Buffer.from(`${method} ${path} ${contentType}\n`), body]);
    if (answer === 'unanswered') return { outcome: 'unanswered', bytes };
    const { status, location } = answer;
    if (location !== undefined && location.includes(CHARGING_DATA)) {
      references.push(location.slice(location.lastIndexOf('/') + 1));
      if (references.length > REFERENCES) references.shift();
    }
    return { outcome: status === 0 ? 'ended' : 'answered', bytes };
  };
  return {
    send: (random) => (random(RAW_SHARE) === 0 ? raw(place, random) : request(random)),
    async isWell() {
      const headers = encodeRequest({
        method: 'POST',
        path: CHARGING_DATA,
        authority,
        contentType: 'application/json',
      });
      // Of nobody, which is as sound an answer as any.
      const answer = await pick(shared, () => 0)(headers, makeBodies().initial.bytes);
      return answer !== 'unanswered' && answer.status >= 200 && answer.status < 500;
    },
    close: () => Promise.all(shared.map((connection) => connection('close'))).then(() => undefined),
  };
}

/** Octets of HTTP/2 or HTTP/1.1 with something wrong. Whatever they are, the connection must end after them. */
async function raw(place: { host: string; port: number }, random: Random): Promise<Sent> {
  const bytes = Buffer.from(pick(STREAMS, random));
  for (let left = 1 + random(6); left > 0; left -= 1)
    bytes.writeUInt8(random(256), random(bytes.length));
  const sent = random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
  const socket = connect(place);
  socket.on('error', () => undefined); // a reset is an end as well
  socket.resume();
  const closed = once(socket, 'close').then((): Outcome => 'ended');
  socket.end(sent);
  return { outcome: await orUnanswered(closed), bytes: sent };
}

const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer => {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
};
const ABOUT = {
  method: 'POST',
  path: CHARGING_DATA,
  authority: 'localhost',
  contentType: 'application/json',
};
const BODY = makeBodies().initial.bytes;
const STREAMS: readonly Buffer[] = [
  Buffer.concat([
    Buffer.from(PREFACE),
    frame(4, 0, 0, Buffer.alloc(0)),
    frame(1, 4, 1, encodeRequest(ABOUT)),
    frame(0, 1, 1, BODY),
    frame(8, 0, 0, Buffer.from([0, 0, 1, 0])),
    frame(6, 0, 0, Buffer.alloc(8)),
  ]),
  Buffer.concat([
    Buffer.from(
      `POST ${CHARGING_DATA} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n`,
    ),
    BODY,
  ]),
];

async function orUnanswered<Value>(work: Promise<Value>): Promise<Value | 'unanswered'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'unanswered'>((resolve) => {
    timer = setTimeout(resolve, UNANSWERED_SECONDS * 1_000, 'unanswered');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

type Post = (headers: Buffer | 'close', body?: Buffer) => Promise<Answer | 'unanswered'>;

/** One connection at a time, another when it has ended; a request on one that ends has ended as well. */
function reconnecting(place: { host: string; port: number }): Post {
  const waiting = new Map<number, (answer: Answer) => void>();
  let tags = 0;
  let current: Promise<Http2Connection> | undefined;
  let flushing = false;
  const open = (): Promise<Http2Connection> => {
    const opened = Http2Connection.open(
      place,
      (tag, status, location) => {
        waiting.get(tag)?.({ status, location });
        waiting.delete(tag);
      },
      () => {
        if (current === opened) current = undefined;
        for (const [tag, resolve] of waiting) {
          waiting.delete(tag);
          resolve({ status: 0, location: undefined });
        }
      },
    );
    return opened;
  };
  return async (headers, body = Buffer.alloc(0)) => {
    const connection = await (current ??= open());
    if (headers === 'close') {
      connection.close();
      return { status: 0, location: undefined };
    }
    tags += 1;
    const tag = tags;
    const answer = new Promise<Answer>((resolve) => waiting.set(tag, resolve));
    connection.post(tag, headers, body);
    if (!flushing) {
      flushing = true;
      setImmediate(() => {
        flushing = false;
        connection.flush();
      });
    }
    return orUnanswered(answer);
  };
}
