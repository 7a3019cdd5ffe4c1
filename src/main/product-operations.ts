// The operations door as the whole product opens it: what it watches, and when it calls itself ready.

import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../kernel/public.ts';
import type { Metrics, Sample } from '../observe/public.ts';
import { watchMessages } from './observe-messages.ts';
import { watchPool, type Observation } from './observe.ts';
import {
  openOperations,
  OPERATIONS_PORT,
  type Check,
  type Operations,
  type OperationsOptions,
} from './operations.ts';
import type { Product } from './product.ts';
import { watchQuotaInFlight } from './quota-in-flight.ts';
import { findSessions } from './sessions.ts';

/** As much as any door of the network tells of whoever is connected to it. */
export type DoorPeer = {
  readonly state: string;
  readonly connectedAt: number;
  readonly outstandingRequests: number;
};
export type GonePeer = {
  readonly originHost: string;
  readonly goneAt: number;
  /** False when it said goodbye. */
  readonly wasLost: boolean;
};
export type WatchedDoor = {
  readonly peers: () => readonly DoorPeer[];
  /** Who was connected, and is not now, where a door can tell. */
  readonly absentPeers?: () => readonly GonePeer[];
};
export type WatchedDoors = { readonly [door: string]: WatchedDoor };

export type ProductOperations = Operations & {
  /** From now on this process is not ready: it ends as soon as what is under way is answered. */
  leaving(): void;
};

export async function openProductOperations(
  {
    product,
    observation: { metrics },
    doors,
  }: { product: Product; observation: Observation; doors: WatchedDoors },
  place: { readonly host: string; readonly port: number | undefined },
): Promise<ProductOperations> {
  let isLeaving = false;
  const { store, clock, log } = product;
  watchPool(metrics, store.pool);
  watchDoors(metrics, doors);
  const quota = watchQuotaInFlight(metrics, store, log);
  const messages = watchMessages(metrics, store, clock, log);
  const operations = await openSomewhere(place, {
    metrics,
    readiness: async () => ({
      store: await storeAnswers(product),
      staying: isLeaving ? { ok: false, detail: 'this process is ending' } : { ok: true },
    }),
    peers: () => ({ peers: connected(doors), absent: gone(doors) }),
    sessions: (wanted) => findSessions(product, wanted),
  });
  return {
    port: operations.port,
    leaving() {
      isLeaving = true;
    },
    async close() {
      quota.stop();
      messages.stop();
      await operations.close();
    },
  };
}

const connected = (doors: WatchedDoors): readonly object[] =>
  Object.entries(doors).flatMap(([door, { peers }]) =>
    peers().map(({ connectedAt, ...peer }) => ({
      door,
      connectedAt: new Date(connectedAt).toISOString(),
      ...peer,
    })),
  );

const gone = (doors: WatchedDoors): readonly object[] =>
  Object.entries(doors).flatMap(([door, { absentPeers }]) =>
    (absentPeers?.() ?? []).map(({ originHost, goneAt, wasLost }) => ({
      door,
      originHost,
      goneAt: new Date(goneAt).toISOString(),
      wasLost,
    })),
  );

/** A port that was asked for, or the usual one, or any: two servers may share a machine. */
async function openSomewhere(
  { host, port }: { readonly host: string; readonly port: number | undefined },
  options: Omit<OperationsOptions, 'host' | 'port'>,
): Promise<Operations> {
  try {
    return await openOperations({ ...options, host, port: port ?? OPERATIONS_PORT });
  } catch (error) {
    const isTaken = (error as { code?: unknown }).code === 'EADDRINUSE';
    if (port !== undefined || !isTaken) throw error;
    return openOperations({ ...options, host, port: 0 });
  }
}

function watchDoors(metrics: Metrics, doors: WatchedDoors): void {
  const ofEach = (value: (peers: readonly DoorPeer[]) => number): readonly Sample[] =>
    Object.entries(doors).map(([door, { peers }]) => ({
      labels: { door },
      value: value(peers()),
    }));
  metrics.watch(
    'largesse_peers_up',
    {
      help: 'Network elements that are connected and have introduced themselves',
      labels: ['door'],
    },
    () => ofEach((peers) => peers.filter(({ state }) => state === 'open').length),
  );
  metrics.watch(
    'largesse_requests_in_flight',
    { help: 'Requests of the network that wait for charging', labels: ['door'] },
    () => ofEach((peers) => peers.reduce((sum, peer) => sum + peer.outstandingRequests, 0)),
  );
}

const READY_WITHIN = 2 * SECOND;

/** A store that is slow to say anything is as good as away. */
async function storeAnswers({ store }: Pick<Product, 'store'>): Promise<Check> {
  const late = new AbortController();
  const answer = store.pool.query('select 1').then(
    (): Check => ({ ok: true }),
    (error: unknown): Check => ({
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
    }),
  );
  const limit = sleep<Check>(
    READY_WITHIN,
    { ok: false, detail: 'the store does not answer in 2 s' },
    { signal: late.signal },
  );
  limit.catch(() => undefined);
  try {
    return await Promise.race([answer, limit]);
  } finally {
    late.abort();
  }
}
