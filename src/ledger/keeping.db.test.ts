// Where a session's hold stands: with its bucket, in its own row, and on the way from one to the other. Two
// processes work on the store, and whichever reads finds the hold as the other left it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestLedger } from '../../test/support/ledger.ts';
import { DAY, HOUR, octets, type AccountId } from '../kernel/public.ts';
import { createLedger, type Charge, type Ledger } from './public.ts';

const { time, clock, store, ledger, granting, charging, account, granted, audited, close } =
  await openTestLedger();
let other: Ledger;

before(() => {
  other = createLedger({ store, clock });
});
after(async () => {
  await other.close();
  await audited();
  await close();
});

/** By session: the number of the bucket that keeps its hold, or `own` for its own row. */
async function places(id: AccountId): Promise<Record<string, number | 'own' | 'ended'>> {
  const { rows } = await store.pool.query<{
    name: string;
    kept_in: number | null;
    ended: boolean;
    is_stand_in: boolean;
  }>(
    `select substr(hold_id, 9) as name, kept_in, closed_at is not null as ended,
            (select sequence = -1 from hold o
             where (o.part, o.account_id, o.hold_id) = (n.part, n.account_id, n.hold_id)) as is_stand_in
     from hold_now n where account_id = $1 order by 1`,
    [id],
  );
  for (const row of rows) assert.equal(row.is_stand_in, row.kept_in !== null, row.name);
  return Object.fromEntries(
    rows.map(({ name, kept_in, ended }) => [name, ended ? 'ended' : (kept_in ?? 'own')]),
  );
}

test('a bucket keeps the hold of one session, and a second one has its own row', async () => {
  const id = await account(1_000);
  await granted(charging(id, 'a', 0, 'initial', 0, 10));
  await granted(charging(id, 'b', 0, 'initial', 0, 10));
  assert.deepEqual(await places(id), { a: 1, b: 'own' });
  await granted(charging(id, 'b', 1, 'update', 10, 10));
  await granted(charging(id, 'a', 1, 'update', 10, 10));
  assert.deepEqual(await places(id), { a: 1, b: 'own' });
  await granted(charging(id, 'a', 2, 'final', 5, 0));
  assert.deepEqual(await places(id), { a: 'ended', b: 'own' });
  await granted(charging(id, 'b', 2, 'update', 10, 10));
  assert.deepEqual(await places(id), { a: 'ended', b: 1 });
  await audited();
});

test('a hold moves with its octets: to the next bucket, to its own row for two, and back', async () => {
  const id = await account(30);
  await ledger.execute(granting(id, 100, { key: 'more', expiresAt: time.now + 60 * DAY }));
  await granted(charging(id, 's', 0, 'initial', 0, 20));
  assert.deepEqual(await places(id), { s: 1 });
  assert.equal(await granted(charging(id, 's', 1, 'update', 20, 20)), 20); // ten of each
  assert.deepEqual(await places(id), { s: 'own' });
  await granted(charging(id, 's', 2, 'update', 20, 20));
  assert.deepEqual(await places(id), { s: 2 });
  const [session] = await other.sessionsOf([id]);
  assert.deepEqual([session?.sequence, session?.heldOctets], [2, 20]);
  await ledger.execute(granting(id, 9, { key: 'first to lapse', expiresAt: time.now + DAY }));
  await ledger.execute(granting(id, 5, { key: 'before that', expiresAt: time.now + HOUR }));
  await granted(charging(id, 's', 3, 'update', 20, 5));
  assert.deepEqual(await places(id), { s: 4 });
  await granted(charging(id, 's', 4, 'update', 5, 9));
  assert.deepEqual(await places(id), { s: 3 });
  const repeated = charging(id, 's', 4, 'update', 5, 9);
  assert.ok((await other.execute(repeated)).ok);
  await granted(charging(id, 's', 5, 'final', 9, 0));
  assert.deepEqual(await places(id), { s: 'ended' });
  await audited();
});

test('several classes of traffic of one bucket are kept together', async () => {
  const id = await account(1_000);
  const [slot] = charging(id, 'm', 0, 'initial', 0, 10).slots;
  assert.ok(slot);
  const several = (sequence: number, step: Charge['step'], used: number): Charge => ({
    ...charging(id, 'm', sequence, step, 0, 10),
    slots: [1, 2, 3].map((number) => ({ ...slot, slot: number, usedOctets: octets(used) })),
  });
  assert.ok((await ledger.execute(several(0, 'initial', 0))).ok);
  assert.deepEqual(await places(id), { m: 1 });
  const answer = await ledger.execute(several(1, 'update', 7));
  assert.ok(answer.ok && answer.value.slots.length === 3);
  assert.deepEqual(await other.execute(several(1, 'update', 7)), answer);
  const [session] = await other.sessionsOf([id]);
  assert.equal(session?.heldOctets, 30);
});

test('a repeat is answered by whoever is asked, and a request in between is not lost', async () => {
  const id = await account(1_000);
  await granted(charging(id, 's', 0, 'initial', 0, 10));
  const second = charging(id, 's', 1, 'update', 10, 20);
  const answer = await ledger.execute(second);
  assert.deepEqual(await other.execute(second), answer);
  await other.execute(charging(id, 's', 2, 'update', 20, 30));
  // What this process remembers is older now.
  assert.equal(await granted(charging(id, 's', 3, 'update', 30, 5)), 5);
  const passed = await other.execute(second);
  assert.ok(!passed.ok && passed.refusal.code === 'sequence_passed');
  const [session] = await other.sessionsOf([id]);
  assert.deepEqual([session?.sequence, session?.heldOctets], [3, 5]);
});

test('two processes that answer requests in which no octet moves do not both win', async () => {
  const id = await account(1_000);
  const idle = (sequence: number): Charge => charging(id, 's', sequence, 'update', 0, 10);
  await granted(charging(id, 's', 0, 'initial', 0, 10));
  await other.execute(idle(1));
  for (let sequence = 2; sequence < 30; sequence += 2) {
    const outcomes = await Promise.all([
      ledger.execute(idle(sequence)),
      other.execute({ ...idle(sequence + 1), holdUntil: time.now + 2 * DAY }),
    ]);
    // The later number was answered; the earlier one either before it, or as one that was passed.
    assert.ok(outcomes[1].ok);
    assert.ok(outcomes[0].ok || outcomes[0].refusal.code === 'sequence_passed');
    const [session] = await ledger.sessionsOf([id]);
    assert.equal(session?.sequence, sequence + 1);
  }
  await audited();
});

test('a kept hold lapses by the sweep, and late usage is charged all the same', async () => {
  const id = await account(1_000);
  await granted({ ...charging(id, 's', 0, 'initial', 0, 10), holdUntil: time.now + HOUR });
  await granted({ ...charging(id, 's', 1, 'update', 10, 10), holdUntil: time.now + HOUR });
  time.now += HOUR + 1;
  await other.sweep();
  assert.deepEqual(await places(id), { s: 'own' });
  const late = await ledger.execute(charging(id, 's', 2, 'final', 8, 0));
  assert.ok(late.ok);
  const balance = await ledger.balance(id);
  assert.ok(balance.ok);
  assert.equal(balance.value.availableOctets, 982);
  assert.deepEqual(await places(id), { s: 'ended' });
});

test('a gift from a bucket leaves the hold that it keeps alone', async () => {
  const id = await account(1_000);
  await granted(charging(id, 's', 0, 'initial', 0, 10));
  await ledger.execute(granting(id, 50, { key: 'bonus', kind: 'bonus' }));
  const taken = await other.execute({
    name: 'withdraw',
    accountId: id,
    key: 'care',
    reason: 'adjustment',
    reference: 'care',
    octets: octets(100),
    fromBuckets: [1],
  });
  assert.ok(taken.ok);
  assert.deepEqual(await places(id), { s: 1 });
  assert.equal(await granted(charging(id, 's', 1, 'update', 10, 10)), 10);
  await audited();
});

test('the database refuses a bucket that keeps half a hold, and a hold that stands twice', async () => {
  const id = await account(1_000);
  await granted(charging(id, 's', 0, 'initial', 0, 10));
  const refuses = (text: string) =>
    assert.rejects(store.pool.query(text, [id]), { code: '23514' }, text);
  for (const change of [
    'kept_hold_id = null',
    'kept_parts = null',
    "kept_parts = '{1,1,11}'",
    "kept_parts = '{1,1}'",
    "kept_answer = '{1}'",
    'kept_expires_at = null',
    'kept_sequence = -1',
  ])
    await refuses(`update bucket set ${change} where account_id = $1`);
  await refuses(`update hold set parts = '{1,1,10}' where account_id = $1`);
  await refuses(`update hold set closed_at = now() where account_id = $1`);
});
