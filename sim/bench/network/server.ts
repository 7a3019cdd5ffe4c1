// The server's process: the whole product with one door, on a store made for this run. The same parts in
// the same order as `largesse start`, metrics included, and as durable.

import { logLevel, storePlace } from '../../../src/main/configuration.ts';
import { DEMO_GY_NAMES, openGy } from '../../../src/main/gy.ts';
import { openLog } from '../../../src/main/log.ts';
import { openNchf } from '../../../src/main/nchf.ts';
import { openObservation, type Observation } from '../../../src/main/observe.ts';
import { openGround, type Ground } from '../../../src/main/ground.ts';
import { openProduct, type Product } from '../../../src/main/product.ts';
import { createBenchStore } from '../bench-store.ts';
import { answerQuestions, usedNow } from './child.ts';
import { seedNetwork } from './seed.ts';

export type ServerQuestion =
  | { readonly start: 'gy' | 'nchf'; readonly lines: number }
  | { readonly used: true }
  | { readonly audit: true };

export type Audited = { readonly conserved: boolean; readonly openSessions: number };

const HOST = '127.0.0.1';
type Door = { readonly port: number; close(): Promise<void> };

let running: { readonly ground: Ground; readonly close: () => Promise<void> } | undefined;

async function start(door: 'gy' | 'nchf', lines: number): Promise<number> {
  const log = openLog(logLevel());
  const bench = await createBenchStore(storePlace({}), log, 'network');
  const closing: (() => Promise<unknown>)[] = [() => bench.drop()];
  const close = async (): Promise<void> => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    const observation = await openObservation({ endpoint: undefined, version: 'bench' });
    const jobs = `drop schema if exists ${bench.schema}_jobs cascade`;
    closing.push(() => bench.store.pool.query(jobs));
    const place = { ...storePlace({}), schema: bench.schema };
    const ground = await openGround(place, log, observation);
    closing.push(() => ground.close());
    await seedNetwork(ground, lines);
    const product = await openProduct(ground, () => undefined);
    closing.push(() => product.changes.close());
    const opened = await openDoor(door, product, observation);
    closing.push(() => opened.close());
    running = { ground, close };
    return opened.port;
  } catch (error) {
    await close();
    throw error;
  }
}

const openDoor = (
  door: 'gy' | 'nchf',
  product: Product,
  { metrics }: Observation,
): Promise<Door> =>
  door === 'gy'
    ? openGy(product, { host: HOST, port: 0, ...DEMO_GY_NAMES, meter: metrics.gy })
    : openNchf(product, { host: HOST, port: 0, meter: metrics.nchf });

async function audit(): Promise<Audited> {
  if (running === undefined) throw new Error('nothing runs yet');
  const { ledger } = running.ground;
  const [{ conserved }, sessions] = [
    await ledger.audit(),
    await ledger.listSessions({ limit: 1_000 }),
  ];
  return { conserved, openSessions: sessions.length };
}

answerQuestions(
  (question: ServerQuestion) => {
    if ('start' in question) return start(question.start, question.lines);
    return 'used' in question ? usedNow() : audit();
  },
  async () => running?.close(),
);
