// Every statement that the ledger runs for a command, with the values that it ran with.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openTestStore } from '../../../test/support/store.ts';
import type { Store } from '../../db/public.ts';
import { DAY, octets } from '../../kernel/public.ts';
import type { Command } from '../command.ts';
import { createLedger } from '../ledger.ts';
import { partitionByPart, whyNotOnePart, type Statement } from './one-part.ts';

let store: Store;
const seen = new Map<string, Statement>();

before(async () => {
  store = await openTestStore({ parts: 16 });
  await partitionByPart(store.pool);
  const remember = rememberStatements();
  try {
    await playEveryCommand();
  } finally {
    remember.stop();
  }
});
after(() => store.close());

/** Sees every statement of the ledger's that any connection sends, as it is sent. */
function rememberStatements() {
  const { prototype } = pg.Client;
  const query = Reflect.get(prototype, 'query') as (...given: unknown[]) => unknown;
  prototype.query = function remembering(this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [{ name?: string; text?: string; values?: unknown[] } | undefined];
    const name = asked?.name?.replace(/_\d+$/, '');
    if (name?.startsWith('ledger_') === true && asked?.text !== undefined)
      seen.set(name, { text: asked.text, values: asked.values ?? [] });
    return query.apply(this, given);
  } as typeof prototype.query;
  return {
    stop: () => {
      prototype.query = query as typeof prototype.query;
    },
  };
}

async function playEveryCommand(): Promise<void> {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const ledger = createLedger({ store, clock: { now: () => now } });
  const execute = async (command: Command): Promise<void> => {
    const outcome = await ledger.execute(command);
    assert.ok(outcome.ok, JSON.stringify(outcome));
  };
  const limit = { tally: 't', period: 'p', maximumCount: 9, maximumOctets: octets(1_000) };
  const later = now + DAY;
  for (const accountId of [1, 2]) {
    await ledger.openAccount(accountId);
    await execute({
      name: 'grant',
      accountId,
      key: 'grant',
      kind: 'plan',
      scope: 'any',
      origin: 'plan:test',
      octets: octets(1_000),
      validFrom: now,
      expiresAt: later,
    });
  }
  const giftStep = { accountId: 1, giftId: 'g' };
  const uncount = { tally: 't', period: 'p' };
  await execute({
    name: 'hold_gift',
    ...giftStep,
    key: 'hold',
    octets: octets(100),
    givableKinds: ['plan'],
    floorOctets: octets(0),
    limit,
    usableUntil: now,
    holdUntil: later,
  });
  await execute({ name: 'settle_gift', ...giftStep, key: 'settle' });
  await execute({
    name: 'receive_gift',
    accountId: 2,
    giftId: 'g',
    key: 'receive',
    parts: [{ octets: octets(100), scope: 'any', expiresAt: later }],
    capOctets: octets(1_000),
    limit,
  });
  await execute({ name: 'withdraw_gift', accountId: 2, giftId: 'g', key: 'withdraw' });
  await execute({
    name: 'withdraw',
    accountId: 2,
    key: 'care',
    reason: 'adjustment',
    reference: 'care',
    octets: 'all',
    fromBuckets: [1],
  });
  const parts = [{ bucketNumber: 1, octets: octets(100) }];
  await execute({ name: 'return_gift', ...giftStep, key: 'return', parts, uncount });
  for (const [sequence, step] of ['initial', 'update', 'final', 'final'].entries())
    await execute({
      name: 'charge',
      accountId: 1,
      session: 's',
      sequence: Math.min(sequence, 2),
      step: step as 'initial' | 'update' | 'final',
      slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(0), wantedOctets: octets(5) }],
      quota: { smallestOctets: octets(1), largestOctets: octets(9), shareDivisor: 1 },
      holdUntil: later,
    });
  // A key that is not read at first shows when it is written, and then the accounts are locked.
  await execute({
    name: 'grant',
    accountId: 1,
    key: 'grant',
    kind: 'plan',
    scope: 'any',
    origin: 'plan:test',
    octets: octets(1_000),
    validFrom: now,
    expiresAt: later,
  });
  now = later;
  await execute({ name: 'lapse', accountId: 1 });
  const unknown = await ledger.execute({ name: 'lapse', accountId: 3 });
  assert.equal(unknown.ok, false);
  await ledger.close();
}

test('every hot statement touches the partition of one part', async () => {
  assert.deepEqual([...seen.keys()].toSorted(), [
    'ledger_lock_accounts',
    'ledger_lock_buckets',
    'ledger_read_accounts',
    'ledger_read_keys',
    'ledger_read_named_holds',
    'ledger_write_anything',
    'ledger_write_charges',
  ]);
  for (const [name, statement] of seen)
    assert.equal(await whyNotOnePart(store.pool, statement), undefined, name);
});

const why = (text: string, values: unknown[] = []) => whyNotOnePart(store.pool, { text, values });

test('a statement that forgets its part is found out', async () => {
  assert.match(
    (await why('select * from bucket where account_id = $1', [1])) ?? '',
    /^it reads the partitions/,
  );
  assert.match(
    (await why('update hold set digest = 0 where account_id = $1', [1])) ?? '',
    /^it reads the partitions/,
  );
  assert.match(
    (await why(
      `insert into command_key (part, account_id, digest, at, key, outcome)
       select (u.a % 4)::smallint, u.a, 0, now(), 'k', '{}' from unnest($1::bigint[]) as u (a)`,
      ['{1,2}'],
    )) ?? '',
    /^it inserts rows whose part is/,
  );
  assert.equal(await why('select * from bucket where part = 3 and account_id = 1'), undefined);
});

test('the ledger works on tables partitioned by part, and its books balance', async () => {
  const ledger = createLedger({ store, clock: { now: () => Date.parse('2026-11-24T12:00:00Z') } });
  const report = await ledger.audit();
  assert.deepEqual(report.breaks, []);
  assert.ok(report.postings > 5);
  await ledger.close();
});
