// HTTP/1.1 for the load generator, over connections that are kept: only what it needs, so that those who give
// take as little as can be of the processor that they share with what is measured. Node's own client takes five
// times as much a request.

import { connect, type Socket } from 'node:net';

export type HttpAnswer = { readonly status: number; readonly body: string };

export type Connections = {
  /** A POST of JSON. Rejects when the connection breaks, or nothing is answered for too long. */
  post(
    path: string,
    body: string,
    headers: { readonly [name: string]: string },
  ): Promise<HttpAnswer>;
  close(): void;
};

const UNANSWERED_MILLISECONDS = 20_000;

type Connection = {
  readonly socket: Socket;
  received: Buffer;
  waiting: { resolve(answer: HttpAnswer): void; reject(error: Error): void } | undefined;
};

/** As many connections as there are requests on their way at once: the rate waits for nobody. */
export function openConnections(host: string, port: number): Connections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const open = (): Connection => {
    const connection: Connection = {
      socket: connect({ host, port, noDelay: true }),
      received: Buffer.alloc(0),
      waiting: undefined,
    };
    all.add(connection);
    const lost = (error?: Error): void => {
      all.delete(connection);
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
      connection.waiting?.reject(error ?? new Error('the connection was closed'));
    };
    connection.socket
      .setTimeout(UNANSWERED_MILLISECONDS, () => {
        if (connection.waiting !== undefined) connection.socket.destroy(new Error('unanswered'));
      })
      .on('error', lost)
      .on('close', () => lost())
      .on('data', (octets) => {
        const { received } = connection;
        connection.received = received.length === 0 ? octets : Buffer.concat([received, octets]);
        const answer = readAnswer(connection.received);
        if (answer === undefined) return;
        connection.received = Buffer.alloc(0);
        const { waiting } = connection;
        connection.waiting = undefined;
        idle.push(connection);
        waiting?.resolve(answer);
      });
    return connection;
  };
  return {
    post: (path, body, headers) =>
      new Promise((resolve, reject) => {
        const connection = idle.pop() ?? open();
        connection.waiting = { resolve, reject };
        const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        connection.socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\ncontent-type: application/json\r\n` +
            `content-length: ${Buffer.byteLength(body)}\r\n${named.join('')}\r\n${body}`,
        );
      }),
    close: () => all.forEach(({ socket }) => socket.destroy()),
  };
}

/** An answer that is there whole. Ours name their length, and one is asked for at a time. */
export function readAnswer(received: Buffer): HttpAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) throw new Error('an answer names its length');
  const from = end + 4;
  const to = from + Number(length);
  if (received.length < to) return undefined;
  return { status: Number(head.slice(9, 12)), body: received.toString('utf8', from, to) };
}
