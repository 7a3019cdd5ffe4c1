// The server's process: the whole product with the app door, its jobs and its messages, on a store made for
// this run. The same parts in the same order as `largesse start`, metrics included, and as durable.

import type { AddressInfo } from 'node:net';
import { createApp } from '../../../src/interfaces/app/public.ts';
import { invariant, octets, type AccountId } from '../../../src/kernel/public.ts';
import type { AccountChange } from '../../../src/ledger/public.ts';
import { appServices } from '../../../src/main/app-services.ts';
import { logLevel, storePlace } from '../../../src/main/configuration.ts';
import { openLog } from '../../../src/main/log.ts';
import { openMessages } from '../../../src/main/messages.ts';
import { observeCharging, observingApps, openObservation } from '../../../src/main/observe.ts';
import { openGround, type Ground } from '../../../src/main/ground.ts';
import { openProduct, type Product } from '../../../src/main/product.ts';
import { createBenchStore } from '../bench-store.ts';
import { findPostmaster, postgresSeconds } from '../meters.ts';
import { answerQuestions, usedNow, type Used } from '../network/child.ts';
import { imsiOf } from '../network/wire.ts';
import { receiverLine, seedPairs, signInGivers, type Pairs } from './seed.ts';
import { GIFT_OCTETS } from './generator-question.ts';

export type ServerQuestion =
  | { readonly start: true; readonly pairs: number }
  | { readonly used: true }
  | { readonly arrivals: true }
  | { readonly audit: true };

/** Null where PostgreSQL runs on another machine. */
export type UsedBoth = Used & { readonly postgresSeconds: number | null };

export type Started = { readonly port: number; readonly tokens: readonly string[] };

/** Instants are milliseconds since 1970, to the fraction, so that two processes of one machine agree. */
export type Arrivals = {
  /** Of each pair, when each of its gifts was in the receiver's balance, durably. */
  readonly usableAt: readonly (readonly number[])[];
  /** Of some, when a charging session of the receiver was granted octets of it. */
  readonly grantedAt: readonly { readonly pair: number; readonly at: number }[];
};

const HOST = '127.0.0.1';
/** One in so many is charged. */
const CHARGED = 20;

const instantNow = (): number => performance.timeOrigin + performance.now();

let running:
  | {
      readonly ground: Ground;
      readonly arrivals: Arrivals;
      readonly postmaster: number | null;
      readonly close: () => Promise<void>;
    }
  | undefined;

async function start(pairs: number): Promise<Started> {
  const log = openLog(logLevel());
  const bench = await createBenchStore(storePlace({}), log, 'gift');
  const closing: (() => Promise<unknown>)[] = [() => bench.drop()];
  const close = async (): Promise<void> => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    const observation = await openObservation({ endpoint: undefined, version: 'bench' });
    const jobsSchema = `drop schema if exists ${bench.schema}_jobs cascade`;
    closing.push(() => bench.store.pool.query(jobsSchema));
    const place = { ...storePlace({}), schema: bench.schema };
    const ground = await openGround(place, log, observation);
    closing.push(() => ground.close());
    const seeded = await seedPairs(ground, pairs);
    const codes = new Map<string, string>();
    const messages = await openMessages(ground, {});
    closing.push(() => messages.close());
    const product = await openProduct(ground, (line, message) => {
      if (message.about === 'sign_in_code') codes.set(line.msisdn, message.code);
      else messages.tell(line, message);
    });
    closing.push(() => product.changes.close());
    const app = await observingApps(observation, () =>
      createApp({ services: appServices(product), log }),
    );
    closing.push(() => app.close());
    await app.listen({ host: HOST, port: 0 });
    const jobs = await product.runJobs();
    closing.push(() => jobs.stop());
    await messages.deliver();
    const tokens = await signInGivers(product.signIn, codes, pairs);
    const arrivals = watchArrivals(
      { ...product, charging: observeCharging(product.charging, 'gy', observation) },
      seeded,
    );
    const postmaster = await findPostmaster(ground.store.pool);
    running = { ground, arrivals, postmaster, close };
    return { port: (app.server.address() as AddressInfo).port, tokens };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The ledger says when octets arrived; a charge of every so many proves that the network would have them. */
function watchArrivals(product: Product, { receivers }: Pairs): Arrivals {
  const pairOf = new Map<AccountId, number>(receivers.map((id, pair) => [id, pair]));
  const usableAt = receivers.map((): number[] => []);
  const grantedAt: { pair: number; at: number }[] = [];
  let seen = 0;
  const noteOne = ({ accountId, arrived, availableOctets }: AccountChange): void => {
    const pair = pairOf.get(accountId);
    if (!arrived || pair === undefined) return;
    usableAt[pair]?.push(instantNow());
    seen += 1;
    // All that the line has is this gift, so what it is granted is of this gift.
    if (availableOctets !== GIFT_OCTETS || seen % CHARGED !== 0) return;
    void chargeOnce(product, pair, receivers.length).then(() =>
      grantedAt.push({ pair, at: instantNow() }),
    );
  };
  product.onChanged((changes) => changes.forEach(noteOne));
  return { usableAt, grantedAt };
}

async function chargeOnce({ charging }: Product, pair: number, pairs: number): Promise<void> {
  const none = octets(0);
  const charged = await charging.charge({
    sessionId: `bench-gift;${pair}`,
    requestNumber: 0,
    step: 'event',
    subscriber: { imsi: imsiOf(receiverLine(pair, pairs)) },
    services: [{ ratingGroup: 1, usedOctets: none, requestedOctets: octets(1_000_000) }],
    networkElement: 'bench',
    contact: null,
  });
  const [answer] = charged.ok ? charged.value.services : [];
  invariant(
    answer?.result === 'granted' && answer.grantedOctets > 0,
    `what arrived can be used (${JSON.stringify(charged)})`,
  );
}

/** What this process and PostgreSQL have used by now. */
async function used(): Promise<UsedBoth> {
  const mine = await usedNow();
  return { ...mine, postgresSeconds: postgresSeconds(running?.postmaster ?? null) };
}

async function audit(): Promise<{ readonly conserved: boolean }> {
  if (running === undefined) throw new Error('nothing runs yet');
  const { conserved } = await running.ground.ledger.audit();
  return { conserved };
}

answerQuestions(
  async (question: ServerQuestion) => {
    if ('start' in question) return start(question.pairs);
    if ('arrivals' in question) return running?.arrivals;
    return 'used' in question ? used() : audit();
  },
  async () => running?.close(),
);
