// How operators in Japan and Korea run gifting, each as a policy that is loaded and played. The facts are
// what was read of them; where an operator counts in its own calendar, the story runs in its time zone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, readPolicy } from '../../../../test/support/policy-story.ts';
import { rulesFor } from '../../../catalog/public.ts';
import { octets } from '../../../kernel/public.ts';
import { claimableUntil } from '../expiry.ts';
import { mayJoin, mayTake } from '../pool.ts';

const policy = (name: string) => readPolicy(new URL(`./${name}.json`, import.meta.url));

test('mineo: 10 to 9,990 MB in steps of 10, given on at will, to the end of next month', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 30GB
    line bob
    line cho
    ann gives 9.99GB to bob             => given, lapses 2027-01-01 00:00
    ann gives 10GB to bob               => above_maximum giving.maximumOctets 9.99GB
    ann gives 15MB to bob               => not_a_step giving.stepOctets 10MB
    ann gives 0MB to bob                => below_minimum giving.minimumOctets 10MB
    at 2026-12-05 12:00
    bob gives 1GB to cho                => given, lapses 2027-02-01 00:00
    at 2027-01-05 12:00
    cho gives 1GB to ann                => given, lapses 2027-03-01 00:00
    bob gives 10MB to ann               => balance_too_low giving.givableKinds 0MB
  `,
    policy('mineo'),
    'Asia/Tokyo',
  );
});

test('mineo: a code is void two days after its issue, or when the month ends', () => {
  const rules = rulesFor(policy('mineo'), 'link');
  assert.ok(rules);
  const until = (iso: string) =>
    new Date(claimableUntil(rules, Date.parse(iso), 'Asia/Tokyo') ?? 0).toISOString();
  assert.equal(until('2026-11-10T03:00:00Z'), '2026-11-12T03:00:00.000Z');
  assert.equal(until('2026-11-29T15:30:00Z'), '2026-11-30T15:00:00.000Z');
});

test('mineo’s free tank: twice and 1,000 MB a month, from the 21st, for who has little', () => {
  play(
    `
    at 2026-11-15 12:00
    line giver plan 30GB
    line tank on tank
    line poor plan 100MB
    line rich plan 5GB
    giver gives 9GB to tank by tank     => given, lapses 2027-01-01 00:00
    giver gives 20GB to tank by tank    => given, lapses 2027-01-01 00:00
    tank gives 500MB to poor by tank    => closed_now timing.fromDayOfMonth
    tank gives 500MB to poor            => way_not_offered ways
    at 2026-11-21 00:00
    tank gives 1.01GB to poor by tank   => above_maximum giving.maximumOctets 1GB
    tank gives 500MB to poor by tank    => given, lapses 2027-01-01 00:00
    tank gives 600MB to poor by tank    => receiver_limit_reached receiving.monthlyOctets 1GB
    tank gives 10MB to poor by tank     => given, lapses 2027-01-01 00:00
    tank gives 10MB to poor by tank     => receiver_limit_reached receiving.monthlyCount 2
    tank gives 10MB to rich by tank     => receiver_limit_reached receiving.balanceAtMostOctets 1GB
  `,
    [policy('mineo'), policy('mineo-free-tank')],
    'Asia/Tokyo',
  );
});

test('SKT: four sizes, twice a month and twice to family, from 19, 2 GB at the receiver', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 11GB age 40 family f
    line kid plan 3GB age 17 family f
    line bob
    line cho
    line poor plan 900MB age 30
    ann gives 200MB to bob              => size_not_offered giving.allowedOctets
    ann gives 1GB to bob                => given, lapses 2026-12-01 00:00
    ann gives 1GB to bob                => too_soon giving.secondsBetweenGifts
    at 2026-11-22 12:01
    ann gives 1GB to bob by request     => given, lapses 2026-12-01 00:00
    at 2026-11-22 12:02
    ann gives 100MB to cho              => monthly_count_reached giving.monthlyCount 2
    ann gives 300MB to kid              => given, lapses 2026-12-01 00:00
    at 2026-11-22 12:03
    ann gives 300MB to kid by standing  => given, lapses 2026-12-01 00:00
    at 2026-11-22 12:04
    ann gives 100MB to kid              => monthly_count_reached giving.family.monthlyCount 2
    kid gives 100MB to cho              => too_young giver.minimumAge 19
    bob gives 100MB to cho              => balance_too_low giving.givableKinds 0MB
    poor gives 500MB to cho             => floor_broken giving.floorOctets 500MB
    poor gives 300MB to bob             => receiver_limit_reached receiving.capOctets 2GB
  `,
    policy('skt'),
    'Asia/Seoul',
  );
});

test('LG U+: up to half of the allowance, twice a month, four times in a family, by SMS code', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann allowance 2GB plan 2GB age 40 holder one
    line son age 12 holder one
    line bob
    line small allowance 500MB plan 500MB
    ann gives 500MB to bob                        => confirmation_needed confirmation one_time_code
    ann gives 150MB to bob showing one_time_code  => not_a_step giving.stepOctets 100MB
    ann gives 500MB to bob showing one_time_code  => given, lapses 2026-12-01 00:00
    ann gives 600MB to bob showing one_time_code  => monthly_octets_reached giving.shareOfAllowancePercent 1GB
    ann gives 100MB to bob showing one_time_code  => given, lapses 2026-12-01 00:00
    ann gives 100MB to bob showing one_time_code  => monthly_count_reached giving.monthlyCount 2
    ann gives 500MB to son showing one_time_code  => monthly_octets_reached giving.shareOfAllowancePercent 1GB
    ann gives 400MB to son showing one_time_code  => given, lapses 2026-12-01 00:00
    son gives 100MB to bob showing one_time_code  => too_young giver.minimumAge 19
    small gives 100MB to bob showing one_time_code => line_cannot_give giver.minimumPlanOctets
    line cho plan 2GB
    cho gives 100MB to bob showing one_time_code  => receiver_limit_reached receiving.monthlyCount 2
  `,
    policy('lg-uplus'),
    'Asia/Seoul',
  );
  assert.equal(policy('lg-uplus').declining, 'never');
});

test('KT Family Box: five lines of a family, to the end of next month, and nothing goes back in', () => {
  const { pool } = policy('kt-family-box');
  assert.ok(pool);
  assert.deepEqual(mayJoin(pool, 4), { ok: true, value: undefined });
  assert.deepEqual(mayJoin(pool, 5), {
    ok: false,
    refusal: { code: 'pool_full', rule: 'pool.maximumLines', limit: 5 },
  });
  assert.equal(pool.shareOnLeaving, 'stays');
  play(
    `
    at 2026-11-22 12:00
    line mum plan 10GB family f
    line box family f
    line son family f
    line bob
    mum gives 4GB to box by family   => given, lapses 2027-01-01 00:00
    mum gives 1GB to bob by family   => relation_needed between.relation family
    mum gives 1GB to son             => way_not_offered ways
    box gives 1GB to son by family   => balance_too_low giving.givableKinds 0MB
  `,
    policy('kt-family-box'),
    'Asia/Seoul',
  );
});

test('au: in a family, by number, name and code; what was bought is not given, except as a present', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 2GB pack 5GB until 2026-12-10 family f
    line son family f
    line bob
    ann gives 500MB to son                                 => receiver_name_differs receiverNameMustMatch
    ann gives 500MB to son showing receiver_name           => confirmation_needed confirmation pin
    ann gives 500MB to son showing receiver_name,pin       => given, lapses 2026-12-01 00:00
    ann gives 700MB to son showing receiver_name,pin       => not_a_step giving.stepOctets 500MB
    ann gives 2GB to son showing receiver_name,pin         => balance_too_low giving.givableKinds 1.5GB
    ann gives 500MB to bob showing receiver_name,pin       => relation_needed between.relation family
    ann gives 1GB to bob by pack showing receiver_name,pin => given, lapses 2027-01-23 12:02
  `,
    policy('au'),
    'Asia/Tokyo',
  );
});

test('IIJmio: within one contract, and the expiry is unchanged by the gift', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 2GB until 2027-01-01 holder one
    line son holder one
    line bob
    ann gives 1GB to son => given, lapses 2027-01-01 00:00
    ann gives 1GB to bob => relation_needed between.relation same_holder
  `,
    policy('iijmio'),
    'Asia/Tokyo',
  );
});

test('docomo: a set of lines shares, each slowed at its cap, with this or next month’s octets', () => {
  const { pool } = policy('docomo');
  assert.ok(pool);
  const member = { takenOctets: octets(2_500_000_000), isPaused: false };
  assert.deepEqual(mayTake(pool, member, octets(500_000_000)), {
    ok: true,
    value: { isSlowed: false },
  });
  assert.deepEqual(mayTake(pool, member, octets(500_000_001)), {
    ok: true,
    value: { isSlowed: true },
  });
  play(
    `
    at 2026-11-22 12:00
    line ann plan 2GB until 2026-12-01 plan 2GB until 2027-06-01 family f
    line set family f
    ann gives 2GB to set by family => given, lapses 2026-12-01 00:00
    ann gives 2GB to set by family => given, lapses 2027-01-01 00:00
  `,
    policy('docomo'),
    'Asia/Tokyo',
  );
});
