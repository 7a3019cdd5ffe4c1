// The door's port for Diameter over TLS (RFC 6733 clauses 2.1 and 13.1): the connection is secured
// before its first message, and the peer's certificate, where it shows one, must be its own.

import { createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import type { GyLimits, GyLog } from './identity.ts';
import type { Line } from './peer/context.ts';
import type { GyTls } from './settings.ts';

export function createTlsServer(
  tls: GyTls,
  limits: GyLimits,
  log: GyLog,
  take: (socket: TLSSocket, line: Line) => void,
): Server {
  const server = createServer(
    {
      ...secureContextOf(tls),
      highWaterMark: limits.maximumUnsentOctets,
      handshakeTimeout: limits.capabilitiesSeconds * 1_000,
      requestCert: tls.clientCertificates !== 'none',
      // One that is shown and not to be trusted is turned away below, where none is needed, too.
      rejectUnauthorized: tls.clientCertificates === 'required',
    },
    (socket) => {
      const shown = socket.getPeerCertificate();
      const hasShown = Object.keys(shown).length > 0;
      if (hasShown && !socket.authorized) {
        const address = socket.remoteAddress;
        log.warn({ address, err: socket.authorizationError }, 'gy certificate not trusted');
        socket.destroy();
        return;
      }
      take(socket, { isSecure: true, certificate: hasShown ? shown : undefined });
    },
  );
  server.on('tlsClientError', (error, socket) =>
    log.warn({ address: socket.remoteAddress, err: error }, 'gy handshake failed'),
  );
  return server;
}

export const secureContextOf = (tls: GyTls): SecureContextOptions => ({
  key: tls.key,
  cert: tls.certificate,
  minVersion: 'TLSv1.2',
  ...(tls.certificateAuthority === undefined ? {} : { ca: tls.certificateAuthority }),
});
