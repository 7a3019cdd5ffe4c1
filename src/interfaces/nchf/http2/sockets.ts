// One port for both kinds of HTTP: the first octets of a cleartext connection, or what TLS agreed on,
// say which it is.
//
// HTTP/2 in the clear is by prior knowledge (TS 29.500 clause 5.2.1): a connection begins with the preface
// of RFC 9113 clause 3.4, and anything else is HTTP/1.1.

import type { Server as Http1Server } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { NchfLimits } from '../limits.ts';
import { PREFACE } from './frames.ts';

export type NchfTls = {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** With one, only peers whose certificate it signed may connect (TS 33.501 clause 13.1). */
  readonly clientCa?: string | Buffer;
};

const KEEP_ALIVE_MILLISECONDS = 30_000;

export type Sockets = {
  readonly server: Server;
  /** Ends what has not said yet what it is. */
  dropGreeting(): void;
  dropAll(): void;
};

export function openSockets(options: {
  readonly http2: (socket: Socket) => void;
  readonly http1: Http1Server;
  readonly tls: NchfTls | undefined;
  readonly limits: NchfLimits;
}): Sockets {
  const { http2, http1, tls, limits } = options;
  const greeting = new Set<Socket>();
  const all = new Set<Socket>();

  const arrived = (socket: Socket): void => {
    all.add(socket);
    greeting.add(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MILLISECONDS);
    socket.on('error', () => socket.destroy());
    socket.setTimeout(limits.greetingSeconds * 1_000, () => socket.destroy());
    socket.once('close', () => {
      all.delete(socket);
      greeting.delete(socket);
    });
  };
  const known = (socket: Socket, isHttp2: boolean): void => {
    greeting.delete(socket);
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    if (isHttp2) http2(socket);
    else http1.emit('connection', socket);
  };

  const inTheClear = (socket: Socket): void => {
    arrived(socket);
    let heard: Buffer = Buffer.alloc(0);
    const listen = (chunk: Buffer): void => {
      heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
      const length = Math.min(heard.length, PREFACE.length);
      const isPreface = heard.compare(PREFACE, 0, length, 0, length) === 0;
      if (isPreface && length < PREFACE.length) return;
      socket.off('data', listen);
      socket.pause();
      socket.unshift(heard);
      known(socket, isPreface);
      process.nextTick(() => socket.resume());
    };
    socket.on('data', listen);
  };
  const server =
    tls === undefined
      ? createServer({ noDelay: true }, inTheClear)
      : createTlsServer(
          {
            key: tls.key,
            cert: tls.cert,
            ...(tls.clientCa === undefined
              ? {}
              : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
            ALPNProtocols: ['h2', 'http/1.1'],
            minVersion: 'TLSv1.2',
            handshakeTimeout: limits.greetingSeconds * 1_000,
          },
          (socket: TLSSocket) => {
            arrived(socket);
            known(socket, socket.alpnProtocol === 'h2');
          },
        );
  server.maxConnections = limits.maximumConnections;
  return {
    server,
    dropGreeting: () => {
      for (const socket of greeting) socket.destroy();
    },
    dropAll: () => {
      for (const socket of all) socket.destroy();
    },
  };
}
