// Opens the Gy door: listens, with TLS and without, keeps the connections, and closes them with a goodbye.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Charging, SessionDoor } from '../../charging/public.ts';
import { invariant, type Clock } from '../../kernel/public.ts';
import { CreditControlHandler } from './credit-control/handler.ts';
import {
  defaultGyLimits,
  type GyIdentity,
  type GyLimits,
  type GyLog,
  type GyMeter,
} from './identity.ts';
import { Admission } from './peer/admission.ts';
import { Answers } from './peer/answers.ts';
import { PeerConnection } from './peer/connection.ts';
import type { ConnectionContext, Line } from './peer/context.ts';
import { identifierSource } from './peer/identifiers.ts';
import { Peers, type AbsentPeer } from './peer/peers.ts';
import type { DisconnectCause } from './peer/requests.ts';
import { Sender } from './peer/sender.ts';
import type { PeerStatus } from './peer/status.ts';
import { createTlsServer, secureContextOf } from './tls.ts';
import { sessionDoor } from './session-door.ts';
import type { GyAnswerSettings, GyPeering, GyTls } from './settings.ts';

export type GyDoorOptions = {
  readonly charging: Charging;
  readonly identity: GyIdentity;
  readonly host: string;
  /** 3868 is Diameter's; 0 takes any free one; null leaves it shut, where TLS is all that is wanted. */
  readonly port: number | null;
  readonly clock: Clock;
  readonly log: GyLog;
  readonly tls?: GyTls;
  readonly limits?: Partial<GyLimits>;
  readonly peering?: GyPeering;
  readonly answers?: GyAnswerSettings;
  readonly meter?: GyMeter;
  /** Spreads the watchdogs of many connections; from 0 up to 1. */
  readonly random?: () => number;
};

export type GyDoor = {
  /** 0 where only TLS is spoken. */
  readonly port: number;
  /** 0 where it is not spoken. */
  readonly tlsPort: number;
  /** How charging reaches the sessions that were opened here. */
  readonly sessions: SessionDoor;
  /** Whoever is connected, for the person on call. */
  peers(): readonly PeerStatus[];
  /** Who was connected, and is not now. */
  absentPeers(): readonly AbsentPeer[];
  /** Says goodbye to a peer, on all its connections; false when there is none of that name. */
  disconnect(originHost: string, cause: DisconnectCause): boolean;
  /** Takes a new key and certificate for the connections to come. */
  renewCertificate(tls: GyTls): void;
  /** Takes no more connections, says goodbye to peers, answers what is under way, then ends. */
  close(): Promise<void>;
};

export async function openGyDoor(options: GyDoorOptions): Promise<GyDoor> {
  const limits: GyLimits = { ...defaultGyLimits, ...options.limits };
  const { host, identity, log, tls } = options;
  invariant(identity.hostIpAddresses.length > 0, 'the door has at least one Host-IP-Address');
  const { context, sender } = contextOf(options, limits);
  const connections = new Connections(context);

  const plain =
    options.port === null
      ? null
      : createServer({ highWaterMark: limits.maximumUnsentOctets }, (socket) =>
          connections.take(socket, { isSecure: false, certificate: undefined }),
        );
  const secure =
    tls === undefined
      ? null
      : createTlsServer(tls, limits, log, (socket, line) => connections.take(socket, line));
  const open = async (server: Server | null, port: number): Promise<number> => {
    if (server === null) return 0;
    server.maxConnections = limits.maximumConnections;
    server.on('drop', (drop) => log.warn({ ...drop }, 'gy connection turned away: too many'));
    await listen(server, host, port);
    server.on('error', (error) => log.error({ err: error }, 'gy door failed'));
    return (server.address() as AddressInfo).port;
  };
  const port = await open(plain, options.port ?? 0);
  const tlsPort = await open(secure, tls?.port ?? 0);
  log.info({ host, port, tlsPort, originHost: identity.originHost }, 'gy door open');

  return {
    port,
    tlsPort,
    sessions: sessionDoor(sender),
    peers: () => connections.statuses(),
    absentPeers: () => context.peers.absent(),
    disconnect: (originHost, cause) => {
      const named = context.peers.connectionsOf(originHost);
      for (const connection of named) connection.disconnect(cause);
      return named.length > 0;
    },
    renewCertificate: (renewed) => secure?.setSecureContext(secureContextOf(renewed)),
    close: async () => {
      const ended = [plain, secure].map(
        (server) => server && new Promise<void>((resolve) => server.close(() => resolve())),
      );
      await Promise.all([...ended, connections.close()]);
    },
  };
}

function contextOf(
  options: GyDoorOptions,
  limits: GyLimits,
): { readonly context: ConnectionContext; readonly sender: Sender } {
  const { identity, log, clock, charging, meter, random = Math.random } = options;
  const answers = new Answers(identity);
  const peers = new Peers({ limits, peering: options.peering ?? {}, clock, log });
  const handler = new CreditControlHandler({
    charging,
    answers,
    limits,
    log,
    clock,
    settings: options.answers ?? {},
    learn: (originHost, through) => peers.learn(originHost, through),
  });
  const nextIdentifiers = identifierSource(clock);
  const context: ConnectionContext = {
    identity,
    limits,
    answers,
    admission: new Admission(identity, limits),
    peers,
    clock,
    random,
    log,
    meter,
    nextIdentifiers,
    creditControl: (message, from, send) => handler.handle(message, from, send),
  };
  return { context, sender: new Sender({ identity, limits, peers, meter, nextIdentifiers }) };
}

/** Every connection there is, greeted or not. */
class Connections {
  readonly #context: ConnectionContext;
  /** Each with the promise of its end, for the server's own end comes a moment before theirs. */
  readonly #ended = new Map<PeerConnection, Promise<void>>();

  constructor(context: ConnectionContext) {
    this.#context = context;
  }

  take(socket: Socket, line: Line): void {
    const { peers, limits, log } = this.#context;
    const { remoteAddress: address } = socket;
    if (!peers.mayCall(address) || this.#ended.size >= limits.maximumConnections) {
      log.warn({ address }, 'gy connection turned away');
      socket.destroy();
      return;
    }
    this.#makeRoom();
    const connection = new PeerConnection(socket, line, this.#context);
    const ended = new Promise<void>((resolve) => {
      socket.once('close', () => {
        this.#ended.delete(connection);
        resolve();
      });
    });
    this.#ended.set(connection, ended);
  }

  statuses(): readonly PeerStatus[] {
    return [...this.#ended.keys()].map((connection) => connection.status);
  }

  async close(): Promise<void> {
    for (const connection of this.#ended.keys()) connection.disconnect();
    await Promise.all(this.#ended.values());
  }

  /**
   * A peer greets within moments. Whoever opens connections and says nothing pushes out its own first
   * ones, and never the peers that are at work.
   */
  #makeRoom(): void {
    const waiting = [...this.#ended.keys()].filter(
      ({ state }) => state === 'waiting_for_capabilities',
    );
    if (waiting.length < this.#context.limits.maximumUngreetedConnections) return;
    waiting[0]?.hangUp('too many wait to show their capabilities');
  }
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
