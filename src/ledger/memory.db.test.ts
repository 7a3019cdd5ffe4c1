// Two processes on one store, each with its own memory of the same accounts: what one remembers, the other
// has changed. Nothing may be decided on it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestLedger } from '../../test/support/ledger.ts';
import { DAY, octets, partOf } from '../kernel/public.ts';
import { createLedger, type Ledger } from './public.ts';

const {
  time,
  clock,
  store,
  ledger,
  granting,
  charging,
  holding,
  account,
  granted,
  audited,
  close,
} = await openTestLedger();
let other: Ledger;
let racesLost = 0;

before(() => {
  other = createLedger({
    store,
    clock,
    meter: { batch: () => undefined, raceLost: () => (racesLost += 1) },
  });
});
after(async () => {
  await other.close();
  await audited();
  await close();
});

/** Has `other` remember the account. */
async function remembered(id: number): Promise<void> {
  const outcome = await other.execute(charging(id, `look-${id}`, 0, 'initial', 0, 1));
  assert.ok(outcome.ok);
}
async function threeOfOnePart(): Promise<[number, number, number]> {
  const found: number[] = [];
  while (found.length < 3) {
    const id = await account(100);
    if (partOf(id, store.parts) === 0) found.push(id);
  }
  return found as [number, number, number];
}
const bucketsOf = async (id: number) => {
  const balance = await ledger.balance(id);
  assert.ok(balance.ok);
  return balance.value.buckets.map(({ number, available, held }) => [number, available, held]);
};

test('octets that came through another process are used in their order', async () => {
  const id = await account(100);
  await remembered(id);
  await ledger.execute(granting(id, 50, { key: 'soon', expiresAt: time.now + DAY }));
  const lostBefore = racesLost;
  const outcome = await other.execute(charging(id, 'b', 0, 'initial', 0, 30));
  assert.ok(outcome.ok);
  assert.equal(racesLost, lostBefore + 1);
  assert.deepEqual(await bucketsOf(id), [
    [2, 20, 30],
    [1, 99, 1],
  ]);
});

test('they are also when others open buckets all the time, and when they have just stopped', async () => {
  const [used, idle, elsewhere] = await threeOfOnePart();
  let sequence = 0;
  const useAnother = () =>
    other.execute(
      charging(used, 'c', sequence, (sequence += 1) === 1 ? 'initial' : 'update', 0, 1),
    );
  for (const key of ['a', 'b', 'c']) {
    await ledger.execute(granting(elsewhere, 1, { key }));
    assert.ok((await useAnother()).ok);
  }
  await remembered(idle);
  await ledger.execute(granting(idle, 50, { key: 'soon', expiresAt: time.now + DAY }));
  for (let batch = 0; batch < 40; batch += 1) assert.ok((await useAnother()).ok);
  assert.ok((await other.execute(charging(idle, 'd', 0, 'initial', 0, 30))).ok);
  assert.deepEqual(await bucketsOf(idle), [
    [2, 20, 30],
    [1, 99, 1],
  ]);
});

test('a line that is remembered as empty is asked for again', async () => {
  const id = await account(10);
  await other.execute(charging(id, 'a', 0, 'initial', 0, 10));
  await ledger.execute(granting(id, 50, { key: 'more' }));
  const outcome = await other.execute(charging(id, 'a', 1, 'update', 10, 20));
  assert.ok(outcome.ok);
  assert.equal(outcome.value.slots[0]?.grantedOctets, 20);
});

test('octets that a session gave back through another process are found', async () => {
  const id = await account(10);
  assert.equal(await granted(charging(id, 'first', 0, 'initial', 0, 10)), 10);
  await other.execute(charging(id, 'second', 0, 'initial', 0, 5));
  await ledger.execute(charging(id, 'first', 1, 'final', 0, 0));
  const outcome = await other.execute(charging(id, 'third', 0, 'initial', 0, 5));
  assert.ok(outcome.ok);
  assert.equal(outcome.value.slots[0]?.grantedOctets, 5);
});

test('a session that another process ended is not gone on with, and a repeat is answered alike', async () => {
  const id = await account(100);
  await other.execute(charging(id, 's', 0, 'initial', 0, 10));
  const ended = await ledger.execute(charging(id, 's', 1, 'final', 4, 0));
  assert.deepEqual(await other.execute(charging(id, 's', 1, 'final', 4, 0)), ended);
  const late = await other.execute(charging(id, 's', 2, 'update', 1, 10));
  assert.deepEqual(late, { ok: false, refusal: { code: 'session_unknown' } });
});

test('a floor counts what another process took from a bucket that the gift leaves alone', async () => {
  const id = await account(100);
  await ledger.execute(
    granting(id, 100, { key: 'bonus', kind: 'bonus', expiresAt: time.now + DAY }),
  );
  await remembered(id);
  await ledger.execute(charging(id, 'eats', 0, 'event', 0, 90));
  const held = await other.execute({ ...holding(id, 'g', 50), floorOctets: octets(100) });
  assert.equal(held.ok, false);
  assert.equal(!held.ok && held.refusal.code, 'floor_broken');
});

test('a limit counts what went through another process', async () => {
  const id = await account(100);
  const limit = { ...holding(id, 'x', 1).limit, maximumCount: 1 };
  const limited = (giftId: string) => ({ ...holding(id, giftId, 5), limit });
  await remembered(id);
  assert.ok((await ledger.execute(limited('one'))).ok);
  assert.equal((await other.execute(limited('two'))).ok, false);
});

test('a key that another process used is answered as it was', async () => {
  const id = await account(100);
  await remembered(id);
  const first = await ledger.execute(granting(id, 7, { key: 'k' }));
  assert.deepEqual(await other.execute(granting(id, 7, { key: 'k' })), first);
});

test('an answer stays as it was given, whatever the session does next', async () => {
  const id = await account(100);
  await ledger.execute(charging(id, 's', 0, 'initial', 0, 10));
  time.now += 2 * DAY; // the hold lapses, and with it something is written beside the repeat
  const repeated = await ledger.execute(charging(id, 's', 0, 'initial', 0, 10));
  assert.ok(repeated.ok);
  const asGiven = structuredClone(repeated);
  await ledger.execute(charging(id, 's', 1, 'update', 3, 5));
  assert.deepEqual(repeated, asGiven);
});
