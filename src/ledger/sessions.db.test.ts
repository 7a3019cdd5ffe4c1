import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { DAY, octets } from '../kernel/public.ts';
import { createLedger, type AccountChange, type Charge, type Ledger } from './public.ts';

let store: Store;
let ledger: Ledger;
let changes: AccountChange[] = [];
const now = Date.parse('2026-11-22T12:00:00Z');

before(async () => {
  store = await openTestStore();
  ledger = createLedger({
    store,
    clock: { now: () => now },
    changed: (batch) => changes.push(...batch),
  });
});
after(async () => {
  await ledger.close();
  await store.close();
});

async function account(accountId: number): Promise<void> {
  await ledger.openAccount(accountId);
  await ledger.execute({
    name: 'grant',
    accountId,
    key: 'plan',
    kind: 'plan',
    scope: 'any',
    origin: 'plan:test',
    octets: octets(1_000),
    validFrom: now,
    expiresAt: now + DAY,
  });
}
const say = (accountId: number, session: string, sequence: number, step: Charge['step']) =>
  ledger.execute({
    name: 'charge',
    accountId,
    session,
    sequence,
    step,
    slots: [
      {
        slot: 1,
        scope: 'domestic',
        usedOctets: octets(sequence),
        wantedOctets: step === 'final' ? 'nothing' : octets(10),
      },
    ],
    quota: { smallestOctets: octets(1), largestOctets: octets(100), shareDivisor: 8 },
    holdUntil: now + DAY,
    contact: `test ${session}.example`,
  });

test('open sessions are found by account and listed in pages, with how to reach them', async () => {
  for (const id of [1, 2, 3]) await account(id);
  await say(1, 'a', 0, 'initial');
  await say(1, 'b', 0, 'initial');
  await say(2, 'c', 0, 'initial');
  await say(3, 'd', 0, 'initial');
  await say(1, 'b', 1, 'update');
  await say(2, 'c', 1, 'final');
  const found = await ledger.sessionsOf([1, 2]);
  assert.deepEqual(
    found.map(({ session, contact, sequence, heldOctets }) => [
      session,
      contact,
      sequence,
      heldOctets,
    ]),
    [
      ['a', 'test a.example', 0, 10],
      ['b', 'test b.example', 1, 10],
    ],
  );
  const first = await ledger.listSessions({ limit: 2 });
  assert.deepEqual(
    first.map(({ session }) => session),
    ['a', 'b'],
  );
  const last = first.at(-1);
  assert.ok(last);
  const rest = await ledger.listSessions({ after: last, limit: 2 });
  assert.deepEqual(
    rest.map(({ session }) => session),
    ['d'],
  );
});

test('what a batch changed is told once it is durable, and a refusal tells nothing', async () => {
  await account(4);
  changes = [];
  await say(4, 'e', 0, 'initial');
  await say(4, 'e', 0, 'initial');
  await say(4, 'f', 7, 'update');
  assert.deepEqual(changes, [
    { accountId: 4, arrived: false, left: false, freed: false, availableOctets: 990 },
  ]);
  changes = [];
  await ledger.execute({
    name: 'grant',
    accountId: 4,
    key: 'pack',
    kind: 'pack',
    scope: 'any',
    origin: 'pack:test',
    octets: octets(500),
    validFrom: now,
    expiresAt: now + DAY,
  });
  assert.deepEqual(changes, [
    { accountId: 4, arrived: true, left: false, freed: false, availableOctets: 1_490 },
  ]);
});
