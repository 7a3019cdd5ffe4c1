// Opens the Gy door: listens, keeps the connections, and closes them with a goodbye.

import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Charging } from '../../charging/public.ts';
import { invariant, type Clock } from '../../kernel/public.ts';
import { CreditControlHandler } from './credit-control/handler.ts';
import { defaultGyLimits, type GyIdentity, type GyLimits, type GyLog } from './identity.ts';
import { Answers } from './peer/answers.ts';
import { PeerConnection, type ConnectionContext, type PeerStatus } from './peer/connection.ts';
import { identifierSource } from './peer/identifiers.ts';

export type GyDoorOptions = {
  readonly charging: Charging;
  readonly identity: GyIdentity;
  readonly host: string;
  /** 3868 is Diameter's; 0 takes any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: GyLog;
  readonly limits?: Partial<GyLimits>;
  /** Origin-Hosts that may connect. Left out, whoever reaches the address may. */
  readonly allowedPeers?: readonly string[];
  /** Spreads the watchdogs of many connections; from 0 up to 1. */
  readonly random?: () => number;
};

export type GyDoor = {
  readonly port: number;
  /** Whoever is connected, for the person on call. */
  peers(): readonly PeerStatus[];
  /** Takes no more connections, says goodbye to peers, answers what is under way, then ends. */
  close(): Promise<void>;
};

export async function openGyDoor(options: GyDoorOptions): Promise<GyDoor> {
  const limits: GyLimits = { ...defaultGyLimits, ...options.limits };
  const { identity, log, clock, charging, allowedPeers, random = Math.random } = options;
  invariant(identity.hostIpAddresses.length > 0, 'the door has at least one Host-IP-Address');
  const answers = new Answers(identity);
  const handler = new CreditControlHandler({ charging, answers, limits, log, clock });
  const context: ConnectionContext = {
    identity,
    allowedPeers,
    limits,
    answers,
    clock,
    random,
    log,
    nextIdentifiers: identifierSource(clock),
    creditControl: (message, send) => handler.handle(message, send),
  };
  /** Each with the promise of its end, for the server's own end comes a moment before theirs. */
  const connections = new Map<PeerConnection, Promise<void>>();

  const server = createServer({ highWaterMark: limits.maximumUnsentOctets }, (socket: Socket) => {
    const connection = new PeerConnection(socket, context);
    const ended = new Promise<void>((resolve) => {
      socket.once('close', () => {
        connections.delete(connection);
        resolve();
      });
    });
    connections.set(connection, ended);
  });
  server.maxConnections = limits.maximumConnections;
  server.on('drop', (drop) => log.warn({ ...drop }, 'gy connection turned away: too many'));
  await listen(server, options.host, options.port);
  server.on('error', (error) => log.error({ err: error }, 'gy door failed'));
  const { port } = server.address() as AddressInfo;
  log.info({ host: options.host, port, originHost: identity.originHost }, 'gy door open');

  return {
    port,
    peers: () => [...connections.keys()].map((connection) => connection.status),
    close: async () => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections.keys()) connection.disconnect();
      await Promise.all([ended, ...connections.values()]);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 511 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
