// The database dies while requests are under way: a clear refusal, nothing lost, and the product goes on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import {
  GyClient,
  readCapturedSession,
  readTree,
  rename,
  valueIn,
} from '../../src/interfaces/gy/public.ts';
import { GIVER, RECEIVER, startProduct, type Product } from './product.ts';

const GIFT = { toMsisdn: RECEIVER, octets: 500_000_000 };
const TOO_BUSY = 3004;
/** The captured subscriber has nothing left, which only the store can tell. */
const CREDIT_LIMIT_REACHED = 4012;

let product: Product;
let cookie = '';

before(async () => {
  product = await startProduct();
  const code = product.nextCode(GIVER);
  await ask('/sign-in/codes', { msisdn: GIVER });
  const signedIn = await ask('/sign-in', { msisdn: GIVER, code: await code });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
});

after(() => product?.stop());

test('a database killed under requests: 503 and 3004, then it is back and nothing is lost', async () => {
  const had = await balance();
  const gy = await openGy();
  const { initial } = readCapturedSession();
  const holdUp = await lockBuckets();
  const giving = give('once');
  const charging = gy.request(rename(initial, { hopByHop: 1, endToEnd: 1 }));
  await holdUp.untilWaiting(2);
  process.kill(postmaster(), 'SIGKILL');

  const refused = await giving;
  assert.equal(refused.status, 503);
  assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(((await refused.json()) as { code: string }).code, 'unavailable');
  assert.equal(resultOf(await charging), TOO_BUSY);

  await untilBack();
  const given = await give('once');
  assert.equal(given.status, 201);
  const again = await give('once');
  assert.equal(again.status, 201);
  assert.equal(
    ((await again.json()) as { id: string }).id,
    ((await given.json()) as { id: string }).id,
  );
  assert.equal(await balance(), had - GIFT.octets);
  const charged = await gy.request(rename(initial, { hopByHop: 2, endToEnd: 1 }));
  assert.equal(resultOf(charged), CREDIT_LIMIT_REACHED, 'on the same connection');
  await gy.close();
});

const ask = (
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${product.origin}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const give = (key: string): Promise<Response> => ask('/gifts', GIFT, { 'idempotency-key': key });

async function balance(): Promise<number> {
  const answer = await ask('/balance');
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { availableOctets: number }).availableOctets;
}

async function untilBack(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await ask('/balance')).ok) return;
    await sleep(100);
  }
  assert.fail('the database does not come back');
}

async function openGy(): Promise<GyClient> {
  const client = await GyClient.connect({
    host: '127.0.0.1',
    port: product.gyPort,
    identity: {
      originHost: 'smf.epc.test',
      originRealm: 'epc.test',
      productName: 'test',
      vendorId: 0,
      hostIpAddresses: ['127.0.0.1'],
    },
  });
  await client.exchangeCapabilities();
  return client;
}

const resultOf = (answer: Awaited<ReturnType<GyClient['request']>>): number =>
  Number(valueIn(readTree(answer), 'Result-Code'));

const inStore = (...path: string[]): string =>
  readFileSync(join(product.data, 'postgresql', ...path), 'utf8');
const postmaster = (): number => Number(inStore('data', 'postmaster.pid').split('\n')[0]);

/** Keeps every command waiting: buckets can be read, and nobody can lock one. */
async function lockBuckets(): Promise<{ untilWaiting(commands: number): Promise<void> }> {
  const client = new Client({
    host: '127.0.0.1',
    port: Number(inStore('data', 'postmaster.pid').split('\n')[3]),
    user: 'largesse',
    database: 'largesse',
    password: inStore('password'),
  });
  client.on('error', () => undefined); // it dies with the server
  await client.connect();
  await client.query('begin');
  // From readers too: a charge reads its buckets without a lock of its own.
  await client.query('lock table largesse.bucket, largesse.account in access exclusive mode');
  return {
    async untilWaiting(commands) {
      for (let waiting = 0, tries = 0; waiting < commands; tries += 1) {
        assert.ok(tries < 500, `${commands} commands wait for the lock, not ${waiting}`);
        const { rows } = await client.query<{ waiting: string }>(
          'select count(distinct pid) as waiting from pg_locks where not granted',
        );
        waiting = Number(rows[0]?.waiting);
        await sleep(20);
      }
    },
  };
}
