// How operators in Africa and South-East Asia run gifting, and what South Africa's law asks of them, each
// as a policy that is loaded and played.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, readPolicy } from '../../../../test/support/policy-story.ts';
import { alertsCrossed } from '../pool.ts';

const policy = (name: string) => readPolicy(new URL(`./${name}.json`, import.meta.url));

test('Vodacom: five sizes of a bundle in its last days, to linked numbers of the same payment', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann pack 2GB until 2026-11-24 pack 5GB until 2026-12-20 payment prepaid knows bob,cho
    line bob payment prepaid
    line cho payment postpaid
    line dan payment prepaid
    ann gives 200MB to bob  => size_not_offered giving.allowedOctets
    ann gives 250MB to dan  => relation_needed between.relation contact
    ann gives 250MB to cho  => lines_differ between.samePayment
    ann gives 1GB to bob    => given, lapses 2026-11-24 00:00
    ann gives 500MB to bob  => given, lapses 2026-11-24 00:00
    ann gives 1GB to bob    => balance_too_low giving.givableKinds 500MB
    at 2026-12-18 12:00
    ann gives 1GB to bob    => given, lapses 2026-12-20 00:00
  `,
    policy('vodacom'),
    'Africa/Johannesburg',
  );
  assert.equal(policy('vodacom').between?.maximumContacts, 5);
  assert.equal(policy('vodacom').declining, 'never');
});

test('Safaricom: 5 to 10 MB, 20 MB a day, 5 MB stay, between persons, and the longest expiry wins', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 42MB until 2026-11-23
    line bob plan 1MB until 2026-12-25
    line cho
    line firm business plan 50MB
    ann gives 4MB to bob    => below_minimum giving.minimumOctets 5MB
    ann gives 11MB to bob   => above_maximum giving.maximumOctets 10MB
    ann gives 10MB to bob   => given, lapses 2026-12-25 00:00
    ann gives 10MB to cho   => given, lapses 2026-11-23 00:00
    ann gives 5MB to cho    => daily_octets_reached giving.dailyOctets 20MB
    ann gives 5MB to firm   => line_cannot_receive receiver.personsOnly
    firm gives 5MB to ann   => line_cannot_give giver.personsOnly
    at 2026-11-24 00:00
    line dan plan 14MB until 2026-11-30
    dan gives 10MB to bob   => floor_broken giving.floorOctets 5MB
    dan gives 9MB to bob    => given, lapses 2026-12-25 00:00
  `,
    policy('safaricom'),
    'Africa/Nairobi',
  );
});

test('Safaricom: a day ends at midnight in the carrier’s zone', () => {
  play(
    `
    at 2026-11-22 23:59
    line ann plan 90MB
    line bob
    ann gives 10MB to bob  => given, lapses 2026-12-01 00:00
    ann gives 10MB to bob  => given, lapses 2026-12-01 00:00
    ann gives 10MB to bob  => daily_octets_reached giving.dailyOctets 20MB
    at 2026-11-23 00:00
    ann gives 10MB to bob  => given, lapses 2026-12-01 00:00
  `,
    policy('safaricom'),
    'Africa/Nairobi',
  );
});

test('Etisalat: 10 to 50 MB, 250 MB a day, on the same network, by PIN, with the giver’s expiry', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 600MB until 2026-11-28
    line bob plan 1GB until 2027-11-01
    line other brand another
    ann gives 50MB to bob                 => confirmation_needed confirmation pin
    ann gives 60MB to bob showing pin     => above_maximum giving.maximumOctets 50MB
    ann gives 50MB to other showing pin   => lines_differ between.sameBrand
    ann gives 50MB to bob showing pin     => given, lapses 2026-11-28 00:00
    ann gives 50MB to bob showing pin     => given, lapses 2026-11-28 00:00
    ann gives 50MB to bob showing pin     => given, lapses 2026-11-28 00:00
    ann gives 50MB to bob showing pin     => given, lapses 2026-11-28 00:00
    ann gives 50MB to bob showing pin     => given, lapses 2026-11-28 00:00
    ann gives 10MB to bob showing pin     => daily_octets_reached giving.dailyOctets 250MB
    line poor plan 140MB
    poor gives 50MB to bob showing pin    => floor_broken giving.floorOctets 100MB
  `,
    policy('etisalat'),
    'Africa/Lagos',
  );
});

test('Liquid: 1 to 10 GB, 20 GB and twice a month, to who was active in 60 days, furthest expiry', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 40GB until 2026-12-10
    line bob seen 2026-11-01 plan 1GB until 2027-02-01
    line away seen 2026-09-22
    ann gives 10GB to bob                          => confirmation_needed confirmation one_time_code
    ann gives 11GB to bob showing one_time_code    => above_maximum giving.maximumOctets 10GB
    ann gives 1GB to away showing one_time_code    => line_cannot_receive receiver.standing
    ann gives 10GB to bob showing one_time_code    => given, lapses 2027-02-01 00:00
    ann gives 10GB to bob showing one_time_code    => given, lapses 2027-02-01 00:00
    ann gives 1GB to bob showing one_time_code     => monthly_count_reached giving.monthlyCount 2
  `,
    policy('liquid'),
    'Africa/Harare',
  );
});

test('Smart: from 50 MB for a small fee, between prepaid lines, for 24 hours, not given on', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 600MB payment prepaid
    line bob payment prepaid
    line contract plan 1GB payment postpaid
    ann gives 40MB to bob       => below_minimum giving.minimumOctets 50MB
    ann gives 100MB to bob      => given, lapses 2026-11-23 12:00, costs 500
    ann gives 100MB to contract => line_cannot_receive receiver.payment
    contract gives 100MB to bob => line_cannot_give giver.payment
    bob gives 50MB to ann       => balance_too_low giving.givableKinds 0MB
    at 2026-11-30 18:00
    ann gives 100MB to bob      => given, lapses 2026-12-01 00:00, costs 500
  `,
    policy('smart'),
    'Asia/Manila',
  );
});

test('MobiFone: four sizes, each with its fee, five a day, 550 MB stay, not to MVNO lines, 3 days', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 8GB
    line bob
    line mvno brand mvno
    ann gives 1.5GB to bob  => size_not_offered giving.allowedOctets
    ann gives 1GB to mvno   => line_cannot_receive receiver.brands
    ann gives 500MB to bob  => given, lapses 2026-11-25 12:00, costs 1000
    ann gives 1GB to bob    => given, lapses 2026-11-25 12:00, costs 2000
    ann gives 2GB to bob    => given, lapses 2026-11-25 12:00, costs 3000
    ann gives 3GB to bob    => given, lapses 2026-11-25 12:00, costs 3000
    ann gives 1GB to bob    => floor_broken giving.floorOctets 550MB
    ann gives 500MB to bob  => given, lapses 2026-11-25 12:00, costs 1000
    ann gives 500MB to bob  => floor_broken giving.floorOctets 550MB
    line rich plan 90GB
    rich gives 500MB to bob => given, lapses 2026-11-25 12:00, costs 1000
    rich gives 500MB to bob => given, lapses 2026-11-25 12:00, costs 1000
    rich gives 500MB to bob => given, lapses 2026-11-25 12:00, costs 1000
    rich gives 500MB to bob => given, lapses 2026-11-25 12:00, costs 1000
    rich gives 500MB to bob => given, lapses 2026-11-25 12:00, costs 1000
    rich gives 500MB to bob => daily_count_reached giving.dailyCount 5
  `,
    policy('mobifone'),
    'Asia/Ho_Chi_Minh',
  );
});

test('South Africa, regulation 8A: alerts, the earliest expiry first, free to any user', () => {
  const { alertsAtPercent } = policy('south-africa-8a');
  const crossed = (beforeOctets: number, afterOctets: number) =>
    alertsCrossed(alertsAtPercent, 1_000, { beforeOctets, afterOctets });
  assert.deepEqual(crossed(0, 499), []);
  assert.deepEqual(crossed(499, 500), [50]);
  assert.deepEqual(crossed(500, 799), []);
  assert.deepEqual(crossed(700, 1_000), [80, 100]);
  play(
    `
    at 2026-11-22 12:00
    line ann plan 1GB until 2026-12-25 plan 1GB until 2026-12-01
    line bob
    ann gives 1GB to bob    => given, lapses 2026-12-01 00:00
    ann gives 500MB to bob  => given, lapses 2026-12-25 00:00
  `,
    policy('south-africa-8a'),
    'Africa/Johannesburg',
  );
});
