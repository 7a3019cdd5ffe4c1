// All peers and their connections: who may stay, which connection leads to a host, and what is left to
// know of a peer that is gone.

import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Clock, Instant } from '../../../kernel/public.ts';
import { resultCode, type Problem } from '../codec/problem.ts';
import type { GyLimits, GyLog } from '../identity.ts';
import type { GyPeering } from '../settings.ts';
import type { Asked } from './awaited.ts';
import type { Capabilities } from './capabilities.ts';
import { PeerList, sameIdentity } from './peer-list.ts';
import type { DisconnectCause } from './requests.ts';
import type { WatchdogState } from './watchdog.ts';

/** What is asked of a connection here. */
export type Neighbour = {
  readonly watchdog: WatchdogState;
  /** Whether requests of ours may go out on it now. */
  readonly takesRequests: boolean;
  ask(request: Buffer, hopByHop: number): Promise<Asked>;
  disconnect(cause: DisconnectCause): void;
  /** Another connection of the peer has come: is this one still alive? */
  doubt(): void;
};

/** A host that speaks to us, on one connection or several. */
export type Peer = {
  readonly originHost: string;
  readonly originRealm: string;
  isRelay: boolean;
  /** Oldest first. */
  readonly connections: Neighbour[];
  readonly maximumOutstanding: number;
  /** Requests that wait for charging, over all its connections. */
  outstanding: number;
  originStateId: number | null;
  /** How often its Origin-State-Id grew: it came back without its sessions. */
  restarts: number;
  /** Its last connection ended without a goodbye. */
  wasLost: boolean;
  goneAt: Instant | null;
};

/** A peer that was here since the door opened, and is not now. */
export type AbsentPeer = {
  readonly originHost: string;
  readonly originRealm: string;
  readonly goneAt: Instant;
  /** False when it said goodbye. */
  readonly wasLost: boolean;
};

export type Arrival = {
  readonly capabilities: Capabilities;
  readonly address: string | undefined;
  readonly isSecure: boolean;
  /** The one it showed, when it showed one that we trust. */
  readonly certificate: PeerCertificate | undefined;
};

/** Hosts behind agents whose way is remembered; past it the oldest is forgotten, and its contact used. */
const MOST_ROUTES = 10_000;
const MOST_PEERS_KEPT = 1_000;
/** Trust first: a connection that is suspect comes last. */
const RANK: { readonly [State in WatchdogState]: number } = {
  okay: 0,
  reopen: 1,
  suspect: 2,
  initial: 3,
  down: 3,
};

export class Peers {
  readonly #limits: GyLimits;
  readonly #peering: GyPeering;
  readonly #list: PeerList;
  readonly #clock: Clock;
  readonly #log: GyLog;
  readonly #peers = new Map<string, Peer>();
  readonly #routes = new Map<string, string>();
  /** Requests of all peers that wait for charging. */
  outstanding = 0;

  constructor(options: { limits: GyLimits; peering: GyPeering; clock: Clock; log: GyLog }) {
    this.#limits = options.limits;
    this.#peering = options.peering;
    this.#list = new PeerList(options.peering);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  mayCall(address: string | undefined): boolean {
    return this.#list.mayCall(address);
  }

  /** Takes the connection in, or says why it may not stay. One that is in already must be the same peer's. */
  join(
    connection: Neighbour,
    before: Peer | null,
    arrival: Arrival,
  ): { readonly peer: Peer } | { readonly problem: Problem } {
    const { capabilities, certificate } = arrival;
    const { originHost, originRealm } = capabilities;
    if (before !== null)
      return sameIdentity(before.originHost, originHost)
        ? { peer: before }
        : problem(resultCode.unknownPeer, 'a connection is of one peer');
    const admitted = this.#list.admit({ ...arrival, originHost, originRealm });
    if ('problem' in admitted) return admitted;
    if (certificate !== undefined && checkServerIdentity(originHost, certificate) !== undefined)
      return problem(resultCode.unknownPeer, 'your certificate is not for your Origin-Host');

    const { settings } = admitted;
    const peer = this.#peers.get(key(originHost)) ?? {
      originHost,
      originRealm,
      isRelay: capabilities.isRelay,
      connections: [],
      maximumOutstanding:
        settings?.maximumOutstandingRequests ?? this.#limits.maximumOutstandingRequests,
      outstanding: 0,
      originStateId: null,
      restarts: 0,
      wasLost: false,
      goneAt: null,
    };
    const maximum = settings?.maximumConnections ?? this.#limits.maximumConnectionsOfPeer;
    if (peer.connections.length >= maximum) {
      if (this.#peering.duplicates === 'reject')
        return problem(resultCode.electionLost, `a peer has at most ${maximum} connections here`);
      peer.connections.shift()?.disconnect('do_not_want_to_talk');
    }
    for (const older of peer.connections) older.doubt();
    peer.isRelay = capabilities.isRelay;
    peer.goneAt = null;
    peer.connections.push(connection);
    this.#peers.set(key(originHost), peer);
    this.notice(peer, capabilities.originStateId);
    return { peer };
  }

  /** A connection of the peer takes no more requests: it ends. */
  leave(peer: Peer, connection: Neighbour, saidGoodbye: boolean): void {
    const index = peer.connections.indexOf(connection);
    if (index >= 0) peer.connections.splice(index, 1);
    if (peer.connections.length > 0) return;
    peer.wasLost = !saidGoodbye;
    peer.goneAt = this.#clock.now();
    if (this.#peers.size > MOST_PEERS_KEPT) this.#forgetOne();
  }

  /** RFC 6733 clause 8.16: sessions of a lower Origin-State-Id are gone at the peer. */
  notice(peer: Peer, originStateId: number | null): void {
    if (originStateId === null || originStateId === 0) return;
    const before = peer.originStateId;
    peer.originStateId = originStateId;
    if (before === null || originStateId <= before) return;
    peer.restarts += 1;
    const { originHost, restarts } = peer;
    // What it held comes back when its grants lapse: a session that lives on elsewhere is not cut off.
    this.#log.warn(
      { peer: originHost, restarts },
      'gy peer restarted; its open sessions may have been lost',
    );
  }

  /** A request of `originHost` came through `peer`: so does the way back. */
  learn(originHost: string, peer: Peer): void {
    const host = key(originHost);
    if (this.#routes.get(host) === peer.originHost) return;
    this.#routes.delete(host);
    this.#routes.set(host, peer.originHost);
    if (this.#routes.size <= MOST_ROUTES) return;
    for (const oldest of this.#routes.keys()) {
      this.#routes.delete(oldest);
      return;
    }
  }

  /**
   * The connections on which a request may reach a host, best first: its own; those of the peer its
   * last request came through, or as its contact has it; those of any relay.
   */
  connectionsTo(originHost: string, via: string | undefined): readonly Neighbour[] {
    const through = this.#routes.get(key(originHost)) ?? via;
    const relays = [...this.#peers.values()].filter(({ isRelay }) => isRelay);
    const ways = [
      this.#peers.get(key(originHost)),
      through === undefined ? undefined : this.#peers.get(key(through)),
      ...relays,
    ];
    const connections = ways.flatMap((peer) => (peer === undefined ? [] : usable(peer)));
    return [...new Set(connections)];
  }

  connectionsOf(originHost: string): readonly Neighbour[] {
    return [...(this.#peers.get(key(originHost))?.connections ?? [])];
  }

  absent(): readonly AbsentPeer[] {
    return [...this.#peers.values()].flatMap(({ originHost, originRealm, goneAt, wasLost }) =>
      goneAt === null ? [] : [{ originHost, originRealm, goneAt, wasLost }],
    );
  }

  #forgetOne(): void {
    for (const [name, { connections }] of this.#peers)
      if (connections.length === 0) {
        this.#peers.delete(name);
        return;
      }
  }
}

/** The newest first, for an older one may be dead and not known to be. */
const usable = (peer: Peer): Neighbour[] =>
  peer.connections
    .filter(({ takesRequests }) => takesRequests)
    .toReversed()
    .toSorted((one, other) => RANK[one.watchdog] - RANK[other.watchdog]);

const key = (originHost: string): string => originHost.toLowerCase();

const problem = (code: number, message: string): { readonly problem: Problem } => ({
  problem: { resultCode: code, message },
});
