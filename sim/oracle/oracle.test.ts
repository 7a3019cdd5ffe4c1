// The second ledger is trusted because it is simple. These are its rules once more, in numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octets } from '../../src/kernel/public.ts';
import type { Charge, Command, Grant, HoldGift } from '../../src/ledger/public.ts';
import { createOracle, type Oracle } from './oracle.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LIMIT = { tally: 'given', period: 'p', maximumCount: 9, maximumOctets: octets(1_000) };

function opened(): Oracle {
  const oracle = createOracle();
  oracle.openAccount(1);
  return oracle;
}

let keys = 0;
const keyed = () => ({ accountId: 1, key: `key ${(keys += 1)}` });
const grant = (amount: number, expiresAt: number, more: Partial<Grant> = {}): Grant => ({
  name: 'grant',
  ...keyed(),
  kind: 'plan',
  scope: 'any',
  origin: 'plan:test',
  octets: octets(amount),
  validFrom: 0,
  expiresAt,
  ...more,
});
const charge = (
  sequence: number,
  step: Charge['step'],
  used: number,
  wanted: number,
  more: Partial<Charge> = {},
): Charge => ({
  name: 'charge',
  accountId: 1,
  session: 's',
  sequence,
  step,
  slots: [{ slot: 0, scope: 'domestic', usedOctets: octets(used), wantedOctets: octets(wanted) }],
  quota: { smallestOctets: octets(1), largestOctets: octets(1_000), shareDivisor: 1 },
  holdUntil: 2 * DAY,
  ...more,
});
const hold = (amount: number, more: Partial<HoldGift> = {}): HoldGift => ({
  name: 'hold_gift',
  ...keyed(),
  giftId: 'g',
  octets: octets(amount),
  givableKinds: ['plan'],
  floorOctets: octets(0),
  limit: LIMIT,
  usableUntil: 0,
  holdUntil: DAY,
  ...more,
});
const settle = (): Command => ({ name: 'settle_gift', ...keyed(), giftId: 'g' });

const slot = (granted: number, last = false, overrun = 0) => ({
  kind: 'accepted',
  value: { slots: [{ slot: 0, grantedOctets: granted, last, overrunOctets: overrun }] },
});
const refusal = (code: string, facts: object = {}) => ({
  kind: 'refused',
  refusal: { code, ...facts },
});
const total = (oracle: Oracle, place: string): string | undefined => oracle.totals().octets[place];

test('a session is granted, settled and ended, and what it did not use goes back', () => {
  const oracle = opened();
  oracle.execute(grant(100, DAY), 0);
  assert.deepEqual(oracle.execute(charge(0, 'initial', 0, 40), 1), slot(40));
  assert.deepEqual(oracle.execute(charge(1, 'update', 30, 80), 2), slot(70, true));
  assert.deepEqual(oracle.execute(charge(2, 'final', 5, 0), 3), slot(0));
  assert.equal(total(oracle, 'used'), '35');
  assert.equal(total(oracle, 'available'), '65');
});

test('usage beyond the hold is charged, and beyond everything it is overrun', () => {
  const oracle = opened();
  oracle.execute(grant(100, DAY), 0);
  oracle.execute(charge(0, 'initial', 0, 10), 1);
  assert.deepEqual(oracle.execute(charge(1, 'final', 115, 0), 2), slot(0, false, 15));
  assert.equal(total(oracle, 'overrun'), '15');
});

test('a repeat is answered alike, another body refused, and an older request passed', () => {
  const oracle = opened();
  oracle.execute(grant(100, DAY), 0);
  oracle.execute(charge(3, 'initial', 0, 40), 1);
  assert.deepEqual(oracle.execute(charge(3, 'initial', 0, 40, { holdUntil: 9 }), 2), {
    ...slot(40),
    repeat: true,
  });
  assert.deepEqual(
    oracle.execute(charge(3, 'initial', 1, 40), 2),
    refusal('key_reused', { key: 's#3' }),
  );
  assert.deepEqual(
    oracle.execute(charge(2, 'update', 0, 0), 2),
    refusal('sequence_passed', { lastSequence: 3 }),
  );
});

test('octets bound to the traffic go first, then what lapses first, then gifts, then the oldest', () => {
  const oracle = opened();
  oracle.execute(grant(1, 20 * MINUTE), 0);
  oracle.execute(grant(1, 10 * MINUTE), 0);
  const parts = [{ octets: octets(1), scope: 'any' as const, expiresAt: 10 * MINUTE }];
  const receive = { name: 'receive_gift', ...keyed(), giftId: 'g', parts } as const;
  oracle.execute({ ...receive, capOctets: octets(9), limit: LIMIT }, 0);
  oracle.execute(grant(1, 30 * MINUTE, { scope: 'domestic' }), 0);
  const consumed = [4, 3, 2, 1].map((bucketNumber, index) => {
    oracle.execute(charge(0, 'event', 0, 1, { session: `e${index}` }), 1);
    const balance = oracle.balance(1, 1);
    const left =
      balance.kind === 'accepted' ? (balance.value as { buckets: { number: number }[] }) : null;
    return left?.buckets.every(({ number }) => number !== bucketNumber);
  });
  assert.deepEqual(consumed, [true, true, true, true]);
});

test('a hold that is over goes back, its session is known for a day, and then ends', () => {
  const oracle = opened();
  oracle.execute(grant(100, 9 * DAY), 0);
  oracle.execute(charge(0, 'initial', 0, 40, { holdUntil: MINUTE }), 0);
  oracle.execute({ name: 'lapse', accountId: 1 }, MINUTE);
  assert.equal(total(oracle, 'held'), '0');
  const late = charge(1, 'update', 30, 5, { holdUntil: 2 * MINUTE });
  assert.deepEqual(oracle.execute(late, MINUTE), slot(5));
  oracle.execute({ name: 'lapse', accountId: 1 }, 2 * MINUTE);
  oracle.execute({ name: 'lapse', accountId: 1 }, 2 * MINUTE + DAY);
  const tooLate = charge(2, 'final', 1, 0);
  assert.deepEqual(oracle.execute(tooLate, 2 * MINUTE + DAY), refusal('session_unknown'));
});

test('a bucket ends, but octets granted to the network in time may still be used', () => {
  const oracle = opened();
  oracle.execute(grant(100, MINUTE), 0);
  oracle.execute(charge(0, 'initial', 0, 40), 1);
  assert.deepEqual(oracle.execute(charge(1, 'final', 30, 0), MINUTE), slot(0));
  assert.deepEqual([total(oracle, 'used'), total(oracle, 'expired')], ['30', '70']);
});

test('a gift is held once, leaves, and what comes home goes into its own bucket', () => {
  const oracle = opened();
  oracle.execute(grant(10, DAY), 0);
  const parts = [{ bucketNumber: 1, octets: 10, scope: 'any', expiresAt: DAY }];
  assert.deepEqual(oracle.execute(hold(10), 1), { kind: 'accepted', value: { parts } });
  assert.deepEqual(oracle.execute(hold(1), 1), refusal('hold_exists'));
  assert.deepEqual(oracle.execute(settle(), 2), { kind: 'accepted', value: { parts } });
  assert.deepEqual(oracle.execute(settle(), 2), refusal('hold_ended'));
  assert.equal(total(oracle, 'given'), '10');
  const back = [{ bucketNumber: 1, octets: octets(4) }];
  const home = {
    name: 'return_gift',
    ...keyed(),
    giftId: 'g',
    parts: back,
    uncount: null,
  } as const;
  oracle.execute(home, 3);
  assert.deepEqual([total(oracle, 'given'), total(oracle, 'available')], ['6', '4']);
});

const limit = (maximumCount: number, maximum: number) => ({
  ...LIMIT,
  maximumCount,
  maximumOctets: octets(maximum),
});

test('a gift is refused by what may be given, then the floor, the count and the volume', () => {
  const oracle = opened();
  oracle.execute(grant(10, DAY), 0);
  oracle.execute(grant(10, DAY, { kind: 'bonus' }), 0);
  const codes = [
    hold(0),
    hold(11, { floorOctets: octets(19), limit: limit(0, 0) }),
    hold(10, { floorOctets: octets(11), limit: limit(0, 0) }),
    hold(10, { floorOctets: octets(10), limit: limit(0, 9) }),
    hold(10, { floorOctets: octets(10), limit: limit(1, 9) }),
    hold(10, { floorOctets: octets(10), limit: limit(1, 10) }),
  ].map((command) => {
    const answered = oracle.execute(command, 1);
    return answered.kind === 'refused'
      ? (answered.refusal as { code: string }).code
      : answered.kind;
  });
  assert.deepEqual(codes, [
    'nothing_to_move',
    'balance_too_low',
    'floor_broken',
    'tally_count_reached',
    'tally_octets_reached',
    'accepted',
  ]);
});

test('what cannot be is stopped, and not even what was due by itself has happened', () => {
  const oracle = opened();
  oracle.execute(grant(10, MINUTE), 0);
  const forged = { name: 'return_gift', ...keyed(), giftId: 'g', uncount: null } as const;
  const parts = [{ bucketNumber: 1, octets: octets(1) }];
  assert.deepEqual(oracle.execute({ ...forged, parts }, MINUTE), { kind: 'stopped' });
  assert.deepEqual([total(oracle, 'available'), total(oracle, 'expired')], ['10', '0']);
});

test('the sweep lapses what is due, and forgets what was over for long', () => {
  const oracle = opened();
  const granted = grant(10, DAY);
  oracle.execute(granted, 0);
  oracle.execute(charge(0, 'event', 0, 4), 0);
  oracle.sweep(10 * MINUTE);
  assert.deepEqual(oracle.execute(charge(0, 'event', 0, 4), 0), { ...slot(4), repeat: true });
  oracle.sweep(15 * MINUTE);
  assert.deepEqual(oracle.execute(charge(0, 'event', 0, 4), 15 * MINUTE), slot(4));
  oracle.sweep(31 * DAY);
  assert.equal(total(oracle, 'expired'), '2');
  assert.deepEqual(oracle.execute(granted, 31 * DAY), refusal('already_expired'));
});

test('the carrier takes back what lapses first of what it issued, all of it or nothing', () => {
  const oracle = opened();
  oracle.execute(grant(10, 2 * DAY), 0);
  oracle.execute(grant(10, DAY), 0);
  const receive = { name: 'receive_gift', ...keyed(), giftId: 'g' } as const;
  const parts = [{ octets: octets(5), scope: 'any' as const, expiresAt: DAY }];
  oracle.execute({ ...receive, parts, capOctets: octets(9), limit: LIMIT }, 0);
  const take = (amount: number | 'all', more: object = {}): Command => ({
    name: 'withdraw',
    ...keyed(),
    reason: 'adjustment',
    reference: 'care',
    octets: amount === 'all' ? amount : octets(amount),
    ...more,
  });
  const facts = { availableOctets: 25, givableOctets: 20, askedOctets: 21 };
  assert.deepEqual(oracle.execute(take(21), 1), refusal('balance_too_low', facts));
  assert.deepEqual(oracle.execute(take(12), 1), {
    kind: 'accepted',
    value: {
      parts: [
        { bucketNumber: 2, octets: 10 },
        { bucketNumber: 1, octets: 2 },
      ],
    },
  });
  assert.deepEqual(
    oracle.execute(take('all', { fromBuckets: [2, 3] }), 1),
    refusal('nothing_to_move'),
  );
  assert.deepEqual([total(oracle, 'available'), total(oracle, 'withdrawn')], ['13', '12']);
});
