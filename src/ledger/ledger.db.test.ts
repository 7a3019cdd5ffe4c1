// The ledger on a real PostgreSQL: what the pure decide cannot show.

import { DEFAULT_LIMITS } from './lanes.ts';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DAY, Fault, newAccountId, octets } from '../kernel/public.ts';
import { createLedger } from './ledger.ts';
import { openTestLedger } from '../../test/support/ledger.ts';

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
  available,
  audited,
  close,
} = await openTestLedger();
after(close);

test('an account that was never opened is refused', async () => {
  assert.deepEqual(await ledger.execute(granting(newAccountId(), 5)), {
    ok: false,
    refusal: { code: 'account_unknown' },
  });
});

test('a session is charged, repeated and ended, and the books balance', async () => {
  const id = await account(100);
  assert.equal(await granted(charging(id, 'a', 0, 'initial', 0, 40)), 40);
  assert.equal(await granted(charging(id, 'a', 1, 'update', 30, 40)), 40);
  assert.equal(await granted(charging(id, 'a', 1, 'update', 30, 40)), 40);
  assert.equal(await granted(charging(id, 'a', 2, 'final', 5, 0)), 0);
  assert.equal(await available(id), 65);
  await audited();
});

test('the same key with the same body is done once, with another body refused', async () => {
  const id = await account(100);
  const again = await ledger.execute(granting(id, 100));
  assert.deepEqual(again, { ok: true, value: { bucketNumber: 1 } });
  assert.deepEqual(await ledger.execute(granting(id, 101)), {
    ok: false,
    refusal: { code: 'key_reused', key: 'first' },
  });
  assert.equal(await available(id), 100);
});

test('repeats within one batch are done once', async () => {
  const id = await account(100);
  const outcomes = await Promise.all([
    ...Array.from({ length: 5 }, () => ledger.execute(granting(id, 7, { key: 'k' }))),
    ...Array.from({ length: 5 }, () => ledger.execute(charging(id, 'r', 0, 'initial', 0, 9))),
  ]);
  for (const outcome of outcomes) assert.ok(outcome.ok);
  assert.equal(await available(id), 100 + 7 - 9);
  await audited();
});

test('twenty clients racing for one balance never get more than there is', async () => {
  const id = await account(1_000);
  const clients = Array.from({ length: 20 }, async (_, client) => {
    let total = 0;
    for (let round = 0; round < 20; round += 1) {
      if (client % 2 === 0) {
        total += await granted(charging(id, `race-${client}-${round}`, 0, 'initial', 0, 7));
      } else {
        const held = await ledger.execute(holding(id, `race-${client}-${round}`, 5));
        if (held.ok) total += 5;
        else assert.equal(held.refusal.code, 'balance_too_low');
      }
      await Promise.resolve();
    }
    return total;
  });
  const totals = await Promise.all(clients);
  assert.equal(
    totals.reduce((sum, total) => sum + total, 0),
    1_000 - (await available(id)),
  );
  assert.ok((await available(id)) < 5, 'the race took all that could be taken');
  await audited();
});

test('two ledgers on one store race for one balance and stay correct', async () => {
  const id = await account(500);
  const other = createLedger({ store, clock });
  const commands = Array.from({ length: 200 }, (_, index) => {
    const on = index % 2 === 0 ? ledger : other;
    return on.execute(charging(id, `two-${index}`, 0, 'initial', 0, 3));
  });
  const outcomes = await Promise.all(commands);
  const total = outcomes.reduce(
    (sum, outcome) => sum + (outcome.ok ? (outcome.value.slots[0]?.grantedOctets ?? 0) : 0),
    0,
  );
  assert.equal(total, 500);
  assert.equal(await available(id), 0);
  await other.close();
  await audited();
});

test('a gift travels from giver to receiver, and comes home when it is declined', async () => {
  const giver = await account(100);
  const receiver = await account(0);
  const held = await ledger.execute(holding(giver, 'travels', 60));
  assert.ok(held.ok);
  await audited();
  const settled = await ledger.execute({
    name: 'settle_gift',
    accountId: giver,
    key: 'gift:travels:settle',
    giftId: 'travels',
  });
  assert.ok(settled.ok);
  assert.equal((await ledger.audit()).octets.inTransit, '60');
  const received = await ledger.execute({
    name: 'receive_gift',
    accountId: receiver,
    key: 'gift:travels:receive',
    giftId: 'travels',
    parts: settled.value.parts,
    capOctets: octets(1_000),
    limit: { ...holding(giver, 'x', 1).limit, tally: 'received' },
  });
  assert.ok(received.ok);
  assert.equal(await granted(charging(receiver, 'uses', 0, 'initial', 0, 20)), 20);
  assert.equal(await granted(charging(receiver, 'uses', 1, 'final', 20, 0)), 0);
  assert.deepEqual(await ledger.use(receiver, ['gift:travels']), [
    {
      origin: 'gift:travels',
      grantedOctets: 60,
      usedOctets: 20,
      availableOctets: 40,
      heldOctets: 0,
    },
  ]);
  const withdrawn = await ledger.execute({
    name: 'withdraw_gift',
    accountId: receiver,
    key: 'gift:travels:withdraw',
    giftId: 'travels',
  });
  assert.deepEqual(withdrawn, { ok: true, value: { parts: [{ bucketNumber: 1, octets: 40 }] } });
  const returned = await ledger.execute({
    name: 'return_gift',
    accountId: giver,
    key: 'gift:travels:return',
    giftId: 'travels',
    parts: [{ bucketNumber: 1, octets: octets(40) }],
    uncount: null,
  });
  assert.ok(returned.ok);
  assert.equal(await available(giver), 80);
  await audited();
});

test('the carrier takes back once for its key, by postings that say why, and a refusal stays one', async () => {
  const id = await account(100);
  const taking = (key: string, amount: number | 'all') =>
    ({
      name: 'withdraw',
      accountId: id,
      key,
      reason: 'adjustment',
      reference: `care:${key}`,
      octets: amount === 'all' ? amount : octets(amount),
    }) as const;
  const taken = { ok: true, value: { parts: [{ bucketNumber: 1, octets: 30 }] } };
  assert.deepEqual(await ledger.execute(taking('once', 30)), taken);
  assert.deepEqual(await ledger.execute(taking('once', 30)), taken);
  assert.deepEqual(await ledger.execute(taking('once', 31)), {
    ok: false,
    refusal: { code: 'key_reused', key: 'once' },
  });
  const tooMuch = {
    ok: false,
    refusal: {
      code: 'balance_too_low',
      availableOctets: 70,
      givableOctets: 70,
      askedOctets: 71,
    },
  };
  assert.deepEqual(await ledger.execute(taking('much', 71)), tooMuch);
  assert.ok((await ledger.execute(granting(id, 100, { key: 'more' }))).ok);
  assert.deepEqual(await ledger.execute(taking('much', 71)), tooMuch);
  assert.equal(await available(id), 170);
  const { rows } = await store.pool.query(
    `select bucket_number, available, withdrawn, reason, reference from posting
     where account_id = $1 and withdrawn <> 0`,
    [id],
  );
  assert.deepEqual(rows, [
    {
      bucket_number: 1,
      available: -30,
      withdrawn: 30,
      reason: 'withdraw_adjustment',
      reference: 'care:once',
    },
  ]);
  await audited();
});

test('twenty who take back the same last octets at once take them once', async () => {
  const id = await account(100);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, each) =>
      ledger.execute({
        name: 'withdraw',
        accountId: id,
        key: `race ${each}`,
        reason: 'chargeback',
        reference: 'order',
        octets: octets(60),
      }),
    ),
  );
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  assert.equal(await available(id), 40);
  await audited();
});

const refusedBy = (constraint: string) => ({ code: '23514', constraint });

test('PostgreSQL itself refuses a withdrawal that takes what is not there, or leaves a place out', async () => {
  const id = await account(100);
  const change = (set: string) =>
    store.pool.query(`update bucket set ${set} where account_id = $1`, [id]);
  await assert.rejects(
    change('available = available - 101, withdrawn = withdrawn + 101'),
    refusedBy('bucket_never_negative'),
  );
  await assert.rejects(change('withdrawn = withdrawn + 1'), refusedBy('bucket_conserves_octets'));
  await assert.rejects(
    store.pool.query(
      `insert into posting (part, account_id, bucket_number, posting_number, at, granted, available,
                            held, used, given, expired, withdrawn, overrun_octets, reason, reference)
       values (0, $1, 1, 2, now(), 0, -5, 0, 0, 0, 0, 6, 0, 'withdraw_adjustment', 'forged')`,
      [id],
    ),
    refusedBy('posting_conserves_octets'),
  );
  await audited();
});

test('a gift that was refused and went home is not taken by a late repeat', async () => {
  const giver = await account(100);
  const receiver = await account(0);
  const receiving = (giftId: string) =>
    ({
      name: 'receive_gift',
      accountId: receiver,
      key: `gift:${giftId}:receive`,
      giftId,
      parts: [{ octets: octets(10), scope: 'any', expiresAt: time.now + DAY }],
      capOctets: octets(10),
      limit: { ...holding(giver, 'x', 1).limit, tally: 'received' },
    }) as const;
  for (const giftId of ['first', 'late']) {
    assert.ok((await ledger.execute(holding(giver, giftId, 10))).ok);
    const key = `gift:${giftId}:settle`;
    assert.ok((await ledger.execute({ name: 'settle_gift', accountId: giver, key, giftId })).ok);
  }
  assert.ok((await ledger.execute(receiving('first'))).ok);
  const refused = await ledger.execute(receiving('late'));
  assert.ok(!refused.ok && refused.refusal.code === 'cap_reached');
  const parts = [{ bucketNumber: 1, octets: octets(10) }];
  const home = { name: 'return_gift', accountId: giver, giftId: 'late', parts } as const;
  assert.ok((await ledger.execute({ ...home, key: 'gift:late:return', uncount: null })).ok);
  assert.equal(await granted(charging(receiver, 'uses', 0, 'event', 0, 10)), 10);
  assert.deepEqual(await ledger.execute(receiving('late')), refused);
  await audited();
});

test('more than left the giver can not come home', async () => {
  const id = await account(100);
  await assert.rejects(
    ledger.execute({
      name: 'return_gift',
      accountId: id,
      key: 'forged',
      giftId: 'forged',
      parts: [{ bucketNumber: 1, octets: octets(1) }],
      uncount: null,
    }),
    { name: 'InvariantBroken' },
  );
  assert.equal(await available(id), 100);
  await audited();
});

test('the sweep lapses what nobody touches: buckets, sessions and gifts', async () => {
  const id = await account(100);
  assert.equal(await granted(charging(id, 'left', 0, 'initial', 0, 10)), 10);
  assert.ok((await ledger.execute(holding(id, 'left', 20))).ok);
  time.now += 2 * DAY;
  await ledger.sweep();
  assert.equal(await available(id), 100);
  time.now += 30 * DAY;
  await ledger.sweep();
  const { rows } = await store.pool.query<{ available: number; expired: number }>(
    'select available, expired from bucket where account_id = $1',
    [id],
  );
  assert.deepEqual(rows, [{ available: 0, expired: 100 }]);
  await ledger.sweep();
  const closed = await store.pool.query('select from hold where account_id = $1', [id]);
  assert.equal(closed.rowCount, 1, 'a finished session has left, a gift is kept for a month');
  await audited();
});

test('the audit names each account that breaks conservation', async () => {
  const forged = await account(100);
  const lost = await account(100);
  assert.ok((await ledger.execute(holding(lost, 'lost', 10))).ok);
  await store.pool.query(
    'update bucket set granted = granted + 5, available = available + 5 where account_id = $1',
    [forged],
  );
  await store.pool.query("delete from hold where account_id = $1 and hold_id = 'gift:lost'", [
    lost,
  ]);
  const report = await ledger.audit();
  assert.equal(report.conserved, false);
  assert.deepEqual(report.breaks, [
    { rule: 'bucket_balances', accountId: forged, subject: '1' },
    { rule: 'held_is_held', accountId: lost, subject: '1' },
  ]);
  await store.pool.query('delete from hold where account_id = $1', [forged]);
  await store.pool.query("delete from posting where account_id = $1 and reason = 'gift_hold'", [
    lost,
  ]);
  assert.deepEqual(
    (await ledger.audit()).breaks.map(({ rule, accountId }) => `${rule} ${accountId}`).toSorted(),
    [`bucket_balances ${forged}`, `bucket_balances ${lost}`, `held_is_held ${lost}`].toSorted(),
    'a posting that is gone shows',
  );
  for (const table of ['bucket', 'account', 'posting', 'hold'])
    await store.pool.query(`delete from ${table} where account_id = any($1)`, [[forged, lost]]);
  await audited();
});

test('the database itself refuses a bucket that does not conserve, or goes below zero', async () => {
  const id = await account(100);
  await assert.rejects(
    store.pool.query('update bucket set available = available + 1 where account_id = $1', [id]),
    { code: '23514', constraint: 'bucket_conserves_octets' },
  );
  await assert.rejects(
    store.pool.query('update bucket set available = -1, used = 101 where account_id = $1', [id]),
    { code: '23514', constraint: 'bucket_never_negative' },
  );
});

test('a ledger that is closing refuses with a fault that is safe to retry, and loses nothing', async () => {
  const id = await account(100);
  const closing = createLedger({ store, clock });
  const last = closing.execute(charging(id, 'last', 0, 'initial', 0, 10));
  await closing.close();
  assert.ok((await last).ok);
  await assert.rejects(closing.execute(charging(id, 'late', 0, 'initial', 0, 10)), (error) => {
    assert.ok(error instanceof Fault);
    return error.retry === 'safe';
  });
});

test('a lane that is full answers busy with a time, and serves the rest', async () => {
  const id = await account(1_000);
  const narrow = createLedger({
    store,
    clock,
    limits: { ...DEFAULT_LIMITS, batchesInFlight: 1, commandsInBatch: 5, commandsWaiting: 10 },
  });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      narrow.execute(charging(id, `narrow-${index}`, 0, 'initial', 0, 1)),
    ),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0);
  for (const outcome of refused) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Fault);
    assert.equal(outcome.reason.code, 'busy');
    assert.equal(outcome.reason.retryAfterSeconds, 1);
  }
  assert.equal(await available(id), 1_000 - (40 - refused.length));
  await narrow.close();
});
