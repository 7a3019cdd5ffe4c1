// Two processes on one store, as far as one process can be two: each with its own ground, and so with its
// own ledger and its own connection that listens.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testServerUrl } from '../../test/support/store.ts';
import type { OpenSession, SessionDoor, Told } from '../charging/public.ts';
import { openStore, silentLog } from '../db/public.ts';
import { DAY, octets, SECOND } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { openLog } from './log.ts';
import { groundOn } from './ground.ts';
import { openProduct, type Product } from './product.ts';
import { findUntold } from './reauthorize.ts';

const schema = `test_${randomBytes(6).toString('hex')}`;
const log = openLog('silent');
let here: Product;
let there: Product;

const open = async (): Promise<Product> => {
  const databaseUrl = await testServerUrl();
  const store = await openStore({
    databaseUrl,
    schema,
    parts: 2,
    log: silentLog,
    maximumConnections: 6,
    holdsProcess: false,
  });
  const ground = groundOn(store, log);
  await seedDemoCarrier(ground, { undoWindowSeconds: 1 });
  return openProduct(ground, () => undefined);
};

before(async () => {
  here = await open();
  there = await open();
});
after(async () => {
  await there.close();
  for (const name of [schema, `${schema}_jobs`])
    await here.store.pool.query(`drop schema if exists ${name} cascade`);
  await here.close();
});

function doorOf(kind: string, told: Told): SessionDoor & { readonly asked: OpenSession[] } {
  const asked: OpenSession[] = [];
  return {
    kind,
    asked,
    reauthorize: (session) => {
      asked.push(session);
      return Promise.resolve(told);
    },
    abort: () => Promise.resolve('unreachable'),
  };
}

const lineOf = async (msisdn: string): Promise<Line> => {
  const line = await here.directory.lineBy('msisdn', msisdn);
  assert.ok(line !== undefined);
  return line;
};
let grants = 0;
const grant = async ({ ledger, clock }: Product, line: Line): Promise<void> => {
  grants += 1;
  const granted = await ledger.execute({
    name: 'grant',
    accountId: line.accountId,
    key: `more ${grants}`,
    kind: 'pack',
    scope: 'any',
    origin: 'pack:test',
    octets: octets(1e9),
    validFrom: clock.now(),
    expiresAt: clock.now() + DAY,
  });
  assert.ok(granted.ok);
};
const session = async (line: Line, contact: string): Promise<void> => {
  const opened = await here.charging.charge({
    sessionId: `session of ${contact}`,
    requestNumber: 0,
    step: 'initial',
    subscriber: { msisdn: line.msisdn },
    services: [{ ratingGroup: 1, usedOctets: octets(0), requestedOctets: 'any' }],
    networkElement: 'test',
    contact,
  });
  assert.ok(opened.ok);
};
async function soon(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + 5 * SECOND;
  while (!fact()) {
    assert.ok(performance.now() < deadline, `in time: ${String(fact)}`);
    await sleep(5);
  }
}

test('what a process without doors commits is told by the one that has the connection, within a second', async () => {
  const line = await lineOf('16135550101');
  const door = doorOf('gy', 'told');
  here.reauthorizer.register(door);
  await session(line, 'gy smf-1');
  const since = performance.now();
  await grant(there, line);
  await soon(() => door.asked.length === 1);
  assert.ok(performance.now() - since < 1_000);
  assert.deepEqual(door.asked, [{ sessionId: 'session of gy smf-1', contact: 'gy smf-1' }]);
});

test('a door that cannot reach a session has the others try', async () => {
  const line = await lineOf('16135550112');
  const far = doorOf('nchf', 'unreachable');
  const near = doorOf('nchf', 'told');
  here.reauthorizer.register(far);
  there.reauthorizer.register(near);
  await session(line, 'nchf smf-2');
  await grant(here, line);
  await soon(() => near.asked.length === 1);
  assert.ok(far.asked.length > 0);
});

test('whoever watches a counter in another process is told of what arrived', async () => {
  const line = await lineOf('447700900001'); // used all that it had
  const told: string[] = [];
  const end = there.counters.watch(line.accountId, (counters) => {
    told.push(counters.map(({ status }) => status).join());
  });
  assert.deepEqual(
    (await there.counters.countersOf(line)).map(({ status }) => status),
    ['empty', 'slowed'],
  );
  await sleep(50);
  await grant(here, line);
  await soon(() => told.length === 1);
  assert.deepEqual(told, ['low,full']);
  end();
});

test('a start finds what arrived while nobody could tell it, and not what was asked for since', async () => {
  const line = await lineOf('16135550121');
  await session(line, 'nobody has-this-door');
  await sleep(5);
  const untold = async () =>
    (await findUntold(here.store, here.clock.now())).filter(
      ({ accountId }) => accountId === line.accountId,
    );
  assert.deepEqual(await untold(), []);
  const grantedAt = here.clock.now();
  await grant(here, line);
  const [found] = await untold();
  assert.ok(found !== undefined && found.since >= grantedAt);
  await sleep(5);
  await here.charging.charge({
    sessionId: 'session of nobody has-this-door',
    requestNumber: 1,
    step: 'update',
    subscriber: { msisdn: line.msisdn },
    services: [{ ratingGroup: 1, usedOctets: octets(1), requestedOctets: 'any' }],
    networkElement: 'test',
    contact: null,
  });
  assert.deepEqual(await untold(), []);
});
