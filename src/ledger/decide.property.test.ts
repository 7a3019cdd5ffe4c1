// Whatever is asked of the ledger, in whatever order, these hold.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { octets, type Instant } from '../kernel/public.ts';
import { PLACES, type Account, type Bucket } from './account.ts';
import { WITHDRAW_REASONS, type Command } from './command.ts';
import { decide } from './decide.ts';
import { applied, emptyAccount } from './decision.ts';
import { consumptionOrder, serves } from './order.ts';

const amount = fc.integer({ min: 0, max: 60 }).map(octets);
const instant = fc.integer({ min: 0, max: 200 });
const scope = fc.constantFrom('any' as const, 'domestic' as const, 'roaming' as const);
const session = fc.constantFrom('s1', 's2', 's3');
const giftId = fc.constantFrom('g1', 'g2', 'g3');
const limit = fc.record({
  tally: fc.constantFrom('gifts', 'received'),
  period: fc.constantFrom('p1', 'p2'),
  maximumCount: fc.integer({ min: 0, max: 5 }),
  maximumOctets: amount,
});
const quota = fc.record({
  smallestOctets: amount,
  largestOctets: amount,
  shareDivisor: fc.integer({ min: 1, max: 8 }),
});
const accountId = fc.constant(1);
const key = fc.uuid();

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    name: fc.constant('grant' as const),
    accountId,
    key,
    kind: fc.constantFrom('plan' as const, 'pack' as const, 'bonus' as const),
    scope,
    origin: fc.constant('plan:x'),
    octets: amount,
    validFrom: instant,
    expiresAt: instant,
  }),
  fc.record({
    name: fc.constant('charge' as const),
    accountId,
    session,
    sequence: fc.integer({ min: 0, max: 6 }),
    step: fc.constantFrom(
      'initial' as const,
      'update' as const,
      'update' as const,
      'final' as const,
      'event' as const,
    ),
    slots: fc.uniqueArray(
      fc.record({
        slot: fc.integer({ min: 0, max: 2 }),
        scope: fc.constantFrom('domestic' as const, 'roaming' as const),
        usedOctets: amount,
        wantedOctets: fc.oneof(amount, fc.constantFrom('any' as const, 'nothing' as const)),
      }),
      { maxLength: 3, selector: ({ slot }) => slot },
    ),
    quota,
    holdUntil: instant,
  }),
  fc.record({
    name: fc.constant('hold_gift' as const),
    accountId,
    key,
    giftId,
    octets: amount,
    givableKinds: fc.constant(['plan' as const, 'pack' as const]),
    floorOctets: amount,
    limit,
    usableUntil: instant,
    holdUntil: instant,
  }),
  fc.record({
    name: fc.constant('release_gift' as const),
    accountId,
    key,
    giftId,
    uncount: fc.constant({ tally: 'gifts', period: 'p1' }),
  }),
  fc.record({ name: fc.constant('settle_gift' as const), accountId, key, giftId }),
  fc.record({
    name: fc.constant('receive_gift' as const),
    accountId,
    key,
    giftId,
    parts: fc.array(fc.record({ octets: amount, scope, expiresAt: instant }), { maxLength: 3 }),
    capOctets: amount,
    limit,
  }),
  fc.record({ name: fc.constant('withdraw_gift' as const), accountId, key, giftId }),
  fc.record({
    name: fc.constant('withdraw' as const),
    accountId,
    key,
    reason: fc.constantFrom(...WITHDRAW_REASONS),
    reference: fc.constant('care'),
    octets: fc.oneof(amount, fc.constant('all' as const)),
  }),
  fc.record({ name: fc.constant('lapse' as const), accountId }),
);

type Step = { readonly before: Account; readonly after: Account; readonly now: Instant };

/** Plays commands in order on a clock that only moves forward, and shows each step. */
function played(moves: readonly (readonly [number, Command])[], look: (step: Step) => void) {
  let account = emptyAccount(1);
  let now = 0;
  for (const [wait, asked] of moves) {
    now += wait;
    const { changed } = decide(account, asked, now);
    const after = applied(account, changed);
    look({ before: account, after, now });
    account = after;
  }
  return account;
}

const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), command), {
  minLength: 5,
  maxLength: 60,
});
const RUNS = { numRuns: 3_000 };

test('every bucket conserves its octets after every command', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      played(asked, ({ after }) => {
        for (const bucket of after.buckets) {
          const { granted, available, held, used, given, expired, withdrawn } = bucket;
          assert.equal(granted, available + held + used + given + expired + withdrawn);
          for (const place of PLACES) assert.ok(bucket[place] >= 0);
        }
      });
    }),
    RUNS,
  );
});

test('what a bucket holds is what open holds say they hold of it', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      played(asked, ({ after }) => {
        const held = new Map<number, number>();
        for (const hold of after.holds)
          if (hold.closedAt === null)
            for (const part of hold.parts)
              held.set(part.bucketNumber, (held.get(part.bucketNumber) ?? 0) + part.octets);
        for (const bucket of after.buckets) assert.equal(bucket.held, held.get(bucket.number) ?? 0);
      });
    }),
    RUNS,
  );
});

test('nothing is available in a bucket that has ended', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      played(asked, ({ after, now }) => {
        for (const bucket of after.buckets)
          if (bucket.expiresAt <= now) assert.equal(bucket.available, 0);
      });
    }),
    RUNS,
  );
});

test('the postings tell the whole story: folded from nothing they give the same account', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      let account = emptyAccount(1);
      const totals = new Map<number, number[]>();
      const numbers = new Map<number, number>();
      let now = 0;
      for (const [wait, one] of asked) {
        now += wait;
        const { changed } = decide(account, one, now);
        for (const posting of changed.postings) {
          if (posting.bucketNumber === null) continue;
          const last = numbers.get(posting.bucketNumber) ?? 0;
          assert.equal(posting.number, last + 1);
          numbers.set(posting.bucketNumber, posting.number);
          const sums = totals.get(posting.bucketNumber) ?? PLACES.map(() => 0);
          totals.set(
            posting.bucketNumber,
            sums.map((sum, index) => sum + posting.changes[PLACES[index] ?? 'granted']),
          );
        }
        account = applied(account, changed);
      }
      for (const bucket of account.buckets)
        assert.deepEqual(
          totals.get(bucket.number),
          PLACES.map((place) => bucket[place]),
        );
    }),
    RUNS,
  );
});

test('a repeated charge changes nothing and is answered alike', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      let account = emptyAccount(1);
      let now = 0;
      for (const [wait, one] of asked) {
        now += wait;
        const first = decide(account, one, now);
        account = applied(account, first.changed);
        if (one.name !== 'charge' || !first.decision.ok) continue;
        const again = decide(account, one, now);
        assert.ok(again.decision.ok);
        assert.deepEqual(again.decision.answer, first.decision.answer);
        assert.equal(again.changed.postings.filter(({ reason }) => reason === 'charge').length, 0);
      }
    }),
    RUNS,
  );
});

test('consumption never leaves octets behind in a bucket that goes first', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      let account = emptyAccount(1);
      let now = 0;
      for (const [wait, one] of asked) {
        now += wait;
        const { decision, changed } = decide(account, one, now);
        const after = applied(account, changed);
        if (one.name === 'charge' && decision.ok && one.slots.length === 1) {
          const slot = one.slots[0];
          const drawn = (bucket: Bucket) => {
            const before = account.buckets.find(({ number }) => number === bucket.number);
            return (
              before !== undefined && bucket.available < before.available && bucket.expiresAt > now
            );
          };
          const order = after.buckets
            .filter((bucket) => slot !== undefined && serves(bucket, slot.scope, now))
            .toSorted(consumptionOrder);
          const lastDrawn = order.findLastIndex(drawn);
          for (const earlier of order.slice(0, Math.max(0, lastDrawn)))
            assert.equal(earlier.available, 0, 'a bucket that goes first is empty before the next');
        }
        account = after;
      }
    }),
    RUNS,
  );
});

test('the carrier takes back exactly what it says, of what it issued and is available, by postings of that name', () => {
  fc.assert(
    fc.property(moves, (asked) => {
      let account = emptyAccount(1);
      let now = 0;
      for (const [wait, one] of asked) {
        now += wait;
        const { decision, changed } = decide(account, one, now);
        const after = applied(account, changed);
        const named = changed.postings.filter(({ reason }) => reason.startsWith('withdraw_'));
        const taken = named.reduce((sum, { changes }) => sum + changes.withdrawn, 0);
        assert.equal(named.length > 0, one.name === 'withdraw' && decision.ok);
        if (one.name === 'withdraw' && decision.ok) {
          const left = after.buckets.filter(({ kind }) => kind !== 'gift');
          if (one.octets === 'all') assert.ok(left.every(({ available }) => available === 0));
          else assert.equal(taken, one.octets);
        }
        for (const { bucketNumber, reason, changes } of named) {
          assert.equal(reason, one.name === 'withdraw' ? `withdraw_${one.reason}` : undefined);
          assert.equal(changes.available, -changes.withdrawn);
          const bucket = account.buckets.find(({ number }) => number === bucketNumber);
          assert.ok(bucket !== undefined && bucket.kind !== 'gift');
          // A hold that lapsed in the same step had given back before.
          assert.ok(changes.withdrawn > 0 && changes.withdrawn <= bucket.available + bucket.held);
        }
        account = after;
      }
    }),
    RUNS,
  );
});
