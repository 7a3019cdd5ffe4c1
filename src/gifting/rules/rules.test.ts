// The rules that no operator's row shows alone: what a line must wait for, who may act for whom, windows,
// chains, and the ends of cycles where the calendar is odd.

import { test } from 'node:test';
import { play } from '../../../test/support/policy-story.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';

const GB = 1_000_000_000;
const POLICY: GiftPolicyBody = {
  giving: {
    minimumOctets: 1,
    maximumOctets: 100 * GB,
    stepOctets: 1,
    floorOctets: 0,
    monthlyCount: 1_000,
    monthlyOctets: 1_000 * GB,
    givableKinds: ['plan', 'pack'],
  },
  receiving: { monthlyCount: 1_000, monthlyOctets: 1_000 * GB, capOctets: 1_000 * GB },
  undoWindowSeconds: 0,
  expiry: { rule: 'as_given' },
};
const giving = (about: Partial<GiftPolicyBody['giving']>): GiftPolicyBody => ({
  ...POLICY,
  giving: { ...POLICY.giving, ...about },
});

test('a line waits: after it was opened, after its SIM changed, after its number came, and for a bill', () => {
  const policy: GiftPolicyBody = {
    ...POLICY,
    giver: {
      tenureDays: 30,
      billPaid: true,
      coolingOffHours: { activation: 24, simChange: 72, portIn: 48 },
    },
    receiver: { billPaid: true, coolingOffHours: { simChange: 24 } },
  };
  play(
    `
    at 2026-11-22 12:00
    line young since 2026-10-24 plan 1GB
    line swapped sim-changed 2026-11-20 ported-in 2026-11-21 plan 1GB
    line owing unpaid-since 2026-10-01 plan 1GB
    line fine plan 9GB
    young gives 1GB to fine    => line_too_new giver.tenureDays 30
    swapped gives 1GB to fine  => cooling_off giver.coolingOffHours sim_change
    owing gives 1GB to fine    => bill_unpaid giver.billPaid
    fine gives 1GB to owing    => line_cannot_receive receiver.standing
    fine gives 1GB to swapped  => given, lapses 2026-12-01 00:00
    at 2026-11-22 23:59
    swapped gives 1GB to fine  => cooling_off giver.coolingOffHours sim_change
    at 2026-11-23 00:00
    swapped gives 1GB to fine  => given, lapses 2026-12-01 00:00
    young gives 1GB to fine    => given, lapses 2026-12-01 00:00
  `,
    policy,
  );
});

test('a minor gives when the guardian confirms, and an age that is not sure is not old enough', () => {
  play(
    `
    at 2026-11-22 12:00
    line mum plan 5GB
    line kid age 13 guardian mum plan 5GB
    line bob plan 1GB
    kid gives 1GB to bob                    => guardian_must_confirm giver.younger
    kid gives 1GB to bob showing guardian   => given, lapses 2026-12-01 00:00
    bob gives 1GB to kid                    => given, lapses 2026-12-01 00:00
    line teen age 17 plan 1GB
    line grown age 18 plan 1GB
    teen gives 1GB to bob                   => guardian_must_confirm giver.younger
    grown gives 1GB to bob                  => given, lapses 2026-12-01 00:00
  `,
    { ...POLICY, giver: { minimumAge: 18, younger: 'guardian_confirms' } },
  );
});

test('the holder and who is authorised give from every line of the account, a member from its own', () => {
  play(
    `
    at 2026-11-22 12:00
    line owner plan 5GB holder one
    line aunt plan 5GB holder one role authorised
    line kid plan 5GB holder one role member
    line bob plan 5GB
    kid gives 1GB to bob                    => given, lapses 2026-12-01 00:00
    kid gives 1GB to bob asked-by owner     => given, lapses 2026-12-01 00:00
    kid gives 1GB to bob asked-by aunt      => given, lapses 2026-12-01 00:00
    owner gives 1GB to bob asked-by kid     => not_authorised roles
    owner gives 1GB to bob asked-by bob     => not_authorised roles
  `,
    POLICY,
  );
});

test('to so many different people in a cycle, and again to those', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 50GB until 2027-06-01
    line bob
    line cho
    line dan
    ann gives 1GB to bob      => given, lapses 2027-06-01 00:00
    ann gives 1GB to cho      => given, lapses 2027-06-01 00:00
    ann gives 1GB to dan      => receivers_reached giving.receiversPerCycle 2
    ann gives 1GB to anybody  => receivers_reached giving.receiversPerCycle 2
    ann gives 1GB to bob      => given, lapses 2027-06-01 00:00
  `,
    giving({ receiversPerCycle: 2 }),
  );
});

test('a chain may be one gift long, and no longer, also when its octets are mixed', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 5GB
    line bob plan 1GB until 2026-11-30
    line cho
    line dan
    ann gives 2GB to bob    => given, lapses 2026-12-01 00:00
    bob gives 2GB to cho    => given, lapses 2026-11-30 00:00
    cho gives 1.1GB to dan  => balance_too_low giving.givableKinds 1GB
    cho gives 1GB to dan    => given, lapses 2026-11-30 00:00
    dan gives 1GB to ann    => balance_too_low giving.givableKinds 0MB
  `,
    { ...giving({ givableKinds: ['plan', 'gift'] }), chains: 'once' },
  );
});

test('a gift never outlives the octets it is made of, however often it goes back and forth', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 5GB
    line bob
    ann gives 1GB to bob    => given, lapses 2026-12-01 00:00
    bob gives 1GB to ann    => given, lapses 2026-12-01 00:00
    ann gives 6GB to bob    => balance_too_low giving.givableKinds 5GB
    ann gives 5GB to bob    => given, lapses 2026-12-01 00:00
    bob gives 5GB to ann    => given, lapses 2026-12-01 00:00
  `,
    {
      ...giving({ givableKinds: ['plan', 'gift'] }),
      expiry: { rule: 'days', days: 30, mayOutliveSource: false },
    },
  );
});

test('what may not be given stays, though it is the oldest, and nothing is taken from it', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann bonus 2GB until 2026-11-25 plan 3GB until 2026-12-01
    line bob
    ann gives 3GB to bob    => given, lapses 2026-12-01 00:00
    shows ann 2GB
    next ann                => bonus
    ann gives 1GB to bob    => balance_too_low giving.givableKinds 0MB
  `,
    POLICY,
  );
});

test('the earliest of several expiries, and octets for one use only', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 5GB until 2026-12-31 plan 5GB until 2027-12-31
    line bob cycle-day 10
    ann gives 5GB to bob    => given, lapses 2026-12-10 00:00
    at 2026-12-09 12:00
    ann gives 5GB to bob    => given, lapses 2026-12-10 00:00
  `,
    {
      ...POLICY,
      receiving: { ...POLICY.receiving, usableFor: 'domestic' },
      expiry: {
        rule: 'earliest_of',
        of: [
          { rule: 'days', days: 30 },
          { rule: 'end_of_cycle', whose: 'receiver', cyclesLater: 0 },
        ],
        mayOutliveSource: false,
      },
    },
  );
});

test('quiet hours before the cycle ends, and hours of the day that pass midnight', () => {
  const policy: GiftPolicyBody = {
    ...POLICY,
    timing: { fromHour: 20, toHour: 6, quietHoursBeforeCycleEnds: 24 },
  };
  play(
    `
    at 2026-11-22 19:59
    line ann plan 5GB until 2027-01-01
    line bob
    ann gives 1GB to bob    => closed_now timing.fromHour
    at 2026-11-22 20:00
    ann gives 1GB to bob    => given, lapses 2027-01-01 00:00
    at 2026-11-23 05:59
    ann gives 1GB to bob    => given, lapses 2027-01-01 00:00
    at 2026-11-23 06:00
    ann gives 1GB to bob    => closed_now timing.fromHour
    at 2026-11-29 23:59
    ann gives 1GB to bob    => given, lapses 2027-01-01 00:00
    at 2026-11-30 00:00
    ann gives 1GB to bob    => closed_now timing.quietHoursBeforeCycleEnds
    at 2026-12-01 00:00
    ann gives 1GB to bob    => given, lapses 2027-01-01 00:00
  `,
    policy,
    'America/Toronto',
  );
});

test('a cycle that ends on a leap day, and one that is an hour shorter, end at midnight there', () => {
  const policy: GiftPolicyBody = {
    ...POLICY,
    expiry: { rule: 'end_of_cycle', whose: 'receiver', cyclesLater: 0, mayOutliveSource: true },
  };
  play(
    `
    at 2027-02-27 12:00
    line ann plan 50GB until 2029-01-01
    line bob cycle-day 31
    ann gives 1GB to bob    => given, lapses 2027-02-28 00:00
    at 2028-02-28 12:00
    ann gives 1GB to bob    => given, lapses 2028-02-29 00:00
    at 2028-02-29 00:00
    ann gives 1GB to bob    => given, lapses 2028-03-31 00:00
  `,
    policy,
    'America/Toronto',
  );
  play(
    `
    at 2026-03-07 23:30
    line ann plan 50GB until 2029-01-01
    line bob cycle-day 8
    line cho cycle-day 9
    ann gives 1GB to bob    => given, lapses 2026-03-08 00:00
    ann gives 1GB to cho    => given, lapses 2026-03-09 00:00
    at 2026-03-08 12:00
    ann gives 1GB to bob    => given, lapses 2026-04-08 00:00
  `,
    policy,
    'America/Toronto',
  );
});

test('counts of a day follow the clocks, on the day that has twenty-five hours', () => {
  play(
    `
    at 2026-11-01 00:30
    line ann plan 50GB
    line bob
    ann gives 1GB to bob    => given, lapses 2026-12-01 00:00
    at 2026-11-01 23:59
    ann gives 1GB to bob    => daily_count_reached giving.dailyCount 1
    at 2026-11-02 00:00
    ann gives 1GB to bob    => given, lapses 2026-12-01 00:00
  `,
    giving({ dailyCount: 1 }),
    'America/Toronto',
  );
});

test('a policy for one plan judges its lines, and the carrier’s own all others', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 5GB
    line low on small plan 5GB
    line mid on small brand second plan 5GB
    line bob
    ann gives 5GB to bob   => given, lapses 2026-12-01 00:00
    low gives 2GB to bob   => above_maximum giving.maximumOctets 1GB
    mid gives 600MB to bob => above_maximum giving.maximumOctets 500MB
  `,
    [
      POLICY,
      { ...giving({ maximumOctets: GB }), appliesTo: { plans: ['small'] } },
      {
        ...giving({ maximumOctets: GB / 2 }),
        appliesTo: { plans: ['small'], brands: ['second'] },
      },
    ],
  );
});
