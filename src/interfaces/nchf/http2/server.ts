// The HTTP side of the door: one port, both kinds of HTTP. It bounds everything that a peer could make
// endless, and knows no charging.

import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../../kernel/public.ts';
import type { NchfLimits, NchfLog, NchfMeter } from '../limits.ts';
import { Http2Connection } from './connection.ts';
import { Connections, type ConnectionStatus } from './connections.ts';
import { Book } from './exchange.ts';
import { openHttp1 } from './http1.ts';
import { Requests, type Guard, type Handle } from './requests.ts';
import { openSockets, type NchfTls } from './sockets.ts';

export type { Handle } from './requests.ts';

export type NchfServer = {
  readonly port: number;
  /** Requests under way. */
  readonly inFlight: number;
  connections(): readonly ConnectionStatus[];
  /** Takes no more requests, answers those under way, says GOAWAY, then ends. */
  close(): Promise<void>;
};

export type NchfServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls: NchfTls | undefined;
  readonly limits: NchfLimits;
  readonly log: NchfLog;
  readonly meter: NchfMeter | undefined;
  readonly clock: Clock;
  readonly handle: Handle;
  /** Left out, whoever can connect may ask. */
  readonly guard?: Guard | undefined;
};

const LOOK_OVER_MILLISECONDS = 250;

export async function openServer(options: NchfServerOptions): Promise<NchfServer> {
  const { limits, log, handle, meter, tls } = options;
  const book = new Book(limits, (operation, status, seconds) =>
    meter?.answered(operation, status, seconds),
  );
  const scheme = tls === undefined ? 'http' : 'https';
  const requests = new Requests({ book, limits, handle, log, scheme, guard: options.guard });
  const connections = new Connections(() => options.clock.now());
  const http1 = openHttp1(requests, connections);
  const open = new Set<Http2Connection>();
  const broke = (error: unknown): void => log.error({ err: error }, 'an nchf connection broke');
  const http2 = (socket: Socket): void => {
    const about = connections.opened(socket, 'h2', socket);
    const connection = new Http2Connection({ socket, requests, about, broke });
    open.add(connection);
    socket.once('close', () => {
      open.delete(connection);
      connections.closed(socket);
    });
  };
  const walk = setInterval(() => {
    const now = performance.now();
    for (const connection of open) connection.lookOver(now);
  }, LOOK_OVER_MILLISECONDS);
  walk.unref();

  const sockets = openSockets({ http2, http1, tls, limits });
  const { server } = sockets;
  server.on('drop', () => log.warn({}, 'nchf connection turned away: too many'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port, backlog: 1_024 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error({ err: error }, 'nchf door failed'));

  return {
    port: (server.address() as AddressInfo).port,
    get inFlight() {
      return book.size;
    },
    connections: () => connections.list(),
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.dropGreeting();
      for (const connection of open) connection.close();
      http1.close();
      http1.closeIdleConnections();
      const deadline = setTimeout(() => sockets.dropAll(), limits.closeSeconds * 1_000);
      await ended;
      clearTimeout(deadline);
      clearInterval(walk);
      book.close();
    },
  };
}
