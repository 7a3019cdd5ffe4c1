// Opens the 5G door: Nchf_ConvergedCharging, and Nchf_SpendingLimitControl where counters are handed in.

import { ThrottledLog, type Charging, type SessionDoor } from '../../charging/public.ts';
import type { Store } from '../../db/public.ts';
import { unreachable, type AccountId, type Clock } from '../../kernel/public.ts';
import { accessTokenGuard, type AccessTokenSettings } from './access-token.ts';
import { ConvergedCharging } from './converged-charging/handler.ts';
import { createNotifier } from './converged-charging/notifier.ts';
import { createReferences } from './converged-charging/reference.ts';
import type { FailureHandling } from './converged-charging/write-answer.ts';
import { referenceKey } from './door-key.ts';
import type { Answer } from './http2/answer.ts';
import type { ConnectionStatus } from './http2/connections.ts';
import { Peers, type PeersOptions } from './http2/peers.ts';
import { unknownPath } from './http2/problem.ts';
import { openServer } from './http2/server.ts';
import type { NchfTls } from './http2/sockets.ts';
import { defaultNchfLimits, type NchfLimits, type NchfLog, type NchfMeter } from './limits.ts';
import { createSpendingLimit, type SpendingLimit } from './spending-limit/handler.ts';
import type { PolicyCounters } from './spending-limit/port.ts';
import { createSubscriptions } from './spending-limit/subscriptions.ts';
import { createTeller, type Teller } from './spending-limit/teller.ts';

export type NchfDoorOptions = {
  readonly charging: Charging;
  /** Without them there are no spending limits here: their paths are unknown. */
  readonly counters?: PolicyCounters;
  readonly store: Pick<Store, 'kysely' | 'parts'>;
  readonly clock: Clock;
  readonly log: NchfLog;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Left out, the door speaks in the clear. */
  readonly tls?: NchfTls;
  /** Left out, requests need no access token. */
  readonly accessTokens?: AccessTokenSettings;
  readonly limits?: Partial<NchfLimits>;
  readonly failureHandling?: FailureHandling;
  /** Towards the network functions that are notified. */
  readonly peers?: PeersOptions;
  readonly meter?: NchfMeter;
  /** Between looks at subscriptions that nobody tells us of. */
  readonly roundSeconds?: number;
};

export type NchfDoor = {
  readonly port: number;
  /** Requests under way. */
  readonly inFlight: number;
  /** Whoever is connected, for the person on call. */
  peers(): readonly ConnectionStatus[];
  /** Tells the network of its own accord. */
  readonly sessions: SessionDoor;
  /** These lines were suspended, closed or changed: who watches one that is closed is told at once. */
  readonly lineChanged: (accountIds: readonly AccountId[]) => void;
  /** Looks over the subscriptions now, as it does every `roundSeconds`. */
  lookOver(): Promise<void>;
  /** Takes no more requests, answers those under way, says GOAWAY, then ends. */
  close(): Promise<void>;
};

const ROUND_SECONDS = 30;

export async function openNchfDoor(options: NchfDoorOptions): Promise<NchfDoor> {
  const { charging, counters, store, clock, meter, host, port } = options;
  const log = new ThrottledLog(options.log, clock);
  const peers = new Peers(options.peers);
  const converged = new ConvergedCharging({
    charging,
    references: createReferences(await referenceKey(store, clock)),
    failureHandling: options.failureHandling ?? 'RETRY_AND_TERMINATE',
    clock,
    log,
  });
  let teller: Teller | undefined;
  let spending: SpendingLimit | undefined;
  if (counters !== undefined) {
    const subscriptions = createSubscriptions(store, () => clock.now());
    const roundSeconds = options.roundSeconds ?? ROUND_SECONDS;
    const about = { counters, subscriptions, clock, log };
    teller = createTeller({ ...about, peers, meter, roundSeconds });
    spending = createSpendingLimit({ ...about, teller });
    await teller.round();
  }
  const server = await openServer({
    host,
    port,
    tls: options.tls,
    limits: { ...defaultNchfLimits, ...options.limits },
    clock,
    log: options.log,
    meter,
    guard:
      options.accessTokens === undefined
        ? undefined
        : accessTokenGuard(options.accessTokens, clock),
    handle(operation, id, body, root): Promise<Answer> {
      switch (operation) {
        case 'create':
          return converged.create(body, root);
        case 'update':
          return converged.update(id, body);
        case 'release':
          return converged.release(id, body);
        case 'subscribe':
          return spending?.subscribe(body, root) ?? NOT_HERE;
        case 'modify':
          return spending?.modify(id, body) ?? NOT_HERE;
        case 'unsubscribe':
          return spending?.unsubscribe(id) ?? NOT_HERE;
        default:
          return unreachable(operation);
      }
    },
  });
  options.log.info(
    { host, port: server.port, isSecure: options.tls !== undefined },
    'nchf door open',
  );
  return {
    port: server.port,
    get inFlight() {
      return server.inFlight;
    },
    peers: () => server.connections(),
    sessions: createNotifier({ peers, memory: converged.memory, meter }),
    lineChanged(accountIds) {
      for (const accountId of accountIds) void teller?.lineChanged(accountId);
    },
    lookOver: () => teller?.round() ?? Promise.resolve(),
    async close() {
      await server.close();
      await teller?.close();
      await peers.close();
    },
  };
}

const NOT_HERE = Promise.resolve(unknownPath());
