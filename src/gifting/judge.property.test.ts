// What must be true of every gift, whatever the policy and whatever the lines have: played on random ones.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cycleAt, parseGiftPolicy, type GiftPolicyBody } from '../catalog/public.ts';
import { DAY, octets, sumOctets, SECOND } from '../kernel/public.ts';
import { BUCKET_KINDS, SCOPES, type Bucket } from '../ledger/public.ts';
import { consumptionOrder } from '../ledger/order.ts';
import { judge, mostGivable, type Ask } from './judge.ts';
import { receiveOf } from './rules/commands.ts';
import { NO_HISTORY, type Side } from './rules/side.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const TIME_ZONE = 'America/Toronto';
const STEP = 10;

const amount = fc.integer({ min: 0, max: 100 }).map((steps) => steps * STEP);
const smallAmount = fc.integer({ min: 0, max: 10 }).map((steps) => steps * STEP);

const policy: fc.Arbitrary<GiftPolicyBody> = fc
  .record({
    giving: fc.record(
      {
        minimumOctets: fc.constantFrom(0, STEP, 5 * STEP),
        maximumOctets: amount,
        stepOctets: fc.constantFrom(1, STEP),
        floorOctets: smallAmount,
        monthlyCount: fc.constantFrom(1, 2, 50),
        monthlyOctets: amount,
        givableKinds: fc.uniqueArray(fc.constantFrom(...BUCKET_KINDS), { minLength: 1 }),
        shareOfAllowancePercent: fc.integer({ min: 1, max: 100 }),
        dailyCount: fc.constantFrom(1, 3),
        dailyOctets: amount,
        givableScopes: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1 }),
        onlyOrigins: fc.constantFrom<string[]>(['a'], ['a', 'b']),
        exceptOrigins: fc.constantFrom<string[]>(['b'], ['c']),
        onlyThisCycle: fc.boolean(),
        onlyInLastDays: fc.integer({ min: 1, max: 40 }),
      },
      {
        requiredKeys: [
          'minimumOctets',
          'maximumOctets',
          'stepOctets',
          'floorOctets',
          'monthlyCount',
          'monthlyOctets',
          'givableKinds',
        ],
      },
    ),
    usableFor: fc.constantFrom(undefined, 'domestic' as const, 'roaming' as const),
    undoWindowSeconds: fc.constantFrom(0, 60),
    expiry: fc.constantFrom<GiftPolicyBody['expiry'][]>(
      { rule: 'as_given' },
      { rule: 'days', days: 30, mayOutliveSource: false },
      { rule: 'end_of_cycle', whose: 'receiver', cyclesLater: 1, mayOutliveSource: false },
      { rule: 'end_of_month', monthsLater: 0, mayOutliveSource: false },
    ),
  })
  .map(({ usableFor, giving, ...rest }) => ({
    ...rest,
    giving,
    receiving: {
      monthlyCount: 50,
      monthlyOctets: 10_000,
      capOctets: 10_000,
      ...(usableFor === undefined ? {} : { usableFor }),
    },
  }))
  .filter((body) => parseGiftPolicy(body).ok);

const bucket = fc.record({
  kind: fc.constantFrom(...BUCKET_KINDS),
  scope: fc.constantFrom(...SCOPES),
  origin: fc.constantFrom('a1', 'b1', 'c1'),
  available: amount,
  startsInDays: fc.integer({ min: -40, max: 1 }),
  lapsesInDays: fc.integer({ min: 1, max: 60 }),
});

const side = fc
  .record({
    buckets: fc.array(bucket, { minLength: 2, maxLength: 6 }),
    cycleDay: fc.integer({ min: 1, max: 31 }),
    given: smallAmount,
  })
  .map(({ buckets, cycleDay, given }): Side => {
    const nothing = octets(0);
    const places = { held: nothing, used: nothing, given: nothing, expired: nothing };
    const live = buckets.map(
      ({ available, startsInDays, lapsesInDays, ...rest }, index): Bucket => ({
        ...rest,
        ...places,
        withdrawn: nothing,
        granted: octets(available),
        available: octets(available),
        number: index + 1,
        postings: 1,
        keeps: null,
        validFrom: NOW + startsInDays * DAY,
        expiresAt: NOW + lapsesInDays * DAY,
      }),
    );
    const usable = live.filter(({ validFrom }) => validFrom <= NOW);
    const cycle = cycleAt(NOW, cycleDay, TIME_ZONE);
    return {
      line: {
        accountId: cycleDay,
        holderId: 'one',
        planId: 'plan',
        status: 'active',
        cycleDay,
        activatedAt: 0,
      },
      plan: { id: 'plan', octetsPerCycle: 1_000, mayGive: true, mayReceive: true },
      cycle,
      balance: {
        asOf: NOW,
        availableOctets: sumOctets(usable.map(({ available }) => available)),
        heldOctets: nothing,
        tallies: { given: { period: cycle.startsOn, count: 1, octets: octets(given) } },
        buckets: live.toSorted(consumptionOrder),
      },
    };
  });

const ask = fc
  .record({ policy, giver: side, receiver: side, size: smallAmount, isMost: fc.boolean() })
  .map(({ size, isMost, ...rest }): Ask & { receiver: Side } => {
    const asked = {
      ...rest,
      way: 'direct',
      octets: octets(size),
      relation: 'stranger',
      history: NO_HISTORY,
      now: NOW,
      timeZone: TIME_ZONE,
      undoUntil: NOW + rest.policy.undoWindowSeconds * SECOND,
    } as const;
    // Of sizes drawn at random, few pass; the most that may be given is one that should.
    return isMost ? { ...asked, octets: mostGivable(asked) } : asked;
  });

test('a gift that passes is whole, from octets that may be given, and leaves the floor', () => {
  let passed = 0;
  fc.assert(
    fc.property(ask, (asked) => {
      const judged = judge(asked);
      if (!judged.ok) return;
      passed += 1;
      const { sources, keepsOctets } = judged.value;
      const { giving } = asked.policy;
      assert.equal(sumOctets(sources.map((source) => source.octets)), asked.octets);
      assert.ok(keepsOctets >= giving.floorOctets);
      for (const source of sources) {
        const from = asked.giver.balance.buckets.find(
          (each) => each.number === source.bucketNumber,
        );
        assert.ok(from !== undefined && source.octets <= from.available);
        assert.ok(giving.givableKinds.includes(from.kind));
        assert.ok(giving.givableScopes?.includes(from.scope) !== false);
        assert.ok(giving.onlyOrigins?.some((each) => from.origin.startsWith(each)) !== false);
        assert.ok(giving.exceptOrigins?.some((each) => from.origin.startsWith(each)) !== true);
        assert.ok(from.validFrom <= NOW && from.expiresAt > asked.undoUntil);
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(passed > 50, `${passed} gifts passed: too few to say anything`);
});

test('no octet outlives its origin, and none becomes good for more than it was', () => {
  fc.assert(
    fc.property(ask, (asked) => {
      const judged = judge(asked);
      if (!judged.ok) return;
      const { sources, rules } = judged.value;
      const arrival = receiveOf({
        giftId: 'g',
        sources,
        giver: asked.giver.line,
        receiver: asked.receiver.line,
        rules,
        relation: asked.relation,
        choice: null,
        receiversLatest: undefined,
        deliveredAt: asked.undoUntil,
        timeZone: TIME_ZONE,
      });
      for (const [index, part] of arrival.parts.entries()) {
        const source = sources[index];
        assert.ok(source !== undefined && part.expiresAt <= source.expiresAt);
        assert.ok(source.scope === 'any' || part.scope === source.scope);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('the most that may be given passes, and nothing larger does', () => {
  fc.assert(
    fc.property(ask, (asked) => {
      const most = mostGivable(asked);
      const roomy: Ask = { ...asked, receiver: undefined };
      if (most > 0) {
        const judged = judge({ ...roomy, octets: most });
        assert.ok(judged.ok, JSON.stringify(judged));
      }
      const larger = octets(most + STEP);
      assert.ok(!judge({ ...roomy, octets: larger }).ok, `${larger} is more than the most`);
    }),
    { numRuns: 2_000 },
  );
});
