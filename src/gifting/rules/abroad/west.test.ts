// How operators in Canada, the United Kingdom, Australia, Russia and the United States run gifting, each as
// a policy that is loaded and played.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, readPolicy } from '../../../../test/support/policy-story.ts';
import { octets } from '../../../kernel/public.ts';
import { alertsCrossed, mayTake } from '../pool.ts';

const policy = (name: string) => readPolicy(new URL(`./${name}.json`, import.meta.url));

test('Fizz: this cycle’s octets, to the end of the receiver’s next cycle, and never back', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 2GB plan 3GB until 2027-01-01
    line bob cycle-day 15
    ann gives 400MB to bob     => below_minimum giving.minimumOctets 500MB
    ann gives 1.5GB to bob     => given, lapses 2027-01-15 00:00
    ann gives 1GB to bob       => balance_too_low giving.givableKinds 500MB
    bob gives 500MB to ann     => balance_too_low giving.givableKinds 0MB
  `,
    policy('fizz'),
    'America/Toronto',
  );
  assert.equal(policy('fizz').declining, 'never');
  assert.equal(policy('fizz').undoWindowSeconds, 0);
});

test('EE: the account’s owner moves octets between its own lines, until the month ends', () => {
  play(
    `
    at 2026-11-22 12:00
    line owner plan 10GB until 2027-03-01 holder one
    line son plan 2GB holder one role member
    line bob
    owner gives 1GB to son                 => given, lapses 2026-12-01 00:00
    owner gives 1GB to bob                 => relation_needed between.relation same_holder
    son gives 1GB to owner                 => not_authorised roles
    son gives 1GB to owner asked-by owner  => given, lapses 2026-12-01 00:00
    son gives 1GB to owner asked-by bob    => not_authorised roles
    line other plan 1GB holder one
    other gives 600MB to son               => floor_broken giving.floorOctets 500MB
  `,
    policy('ee'),
    'Europe/London',
  );
});

test('Tangerine: from 1 GB, up to half of the allowance in a cycle, no bonus and nothing given on', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann allowance 10GB plan 4GB bonus 20GB
    line bob
    line cho allowance 10GB plan 10GB
    ann gives 900MB to bob  => below_minimum giving.minimumOctets 1GB
    ann gives 5GB to bob    => balance_too_low giving.givableKinds 4GB
    ann gives 4GB to bob    => given, lapses 2026-12-01 00:00
    bob gives 1GB to ann    => balance_too_low giving.givableKinds 0MB
    cho gives 4GB to bob    => given, lapses 2026-12-01 00:00
    cho gives 2GB to bob    => monthly_octets_reached giving.shareOfAllowancePercent 5GB
    cho gives 1GB to bob    => given, lapses 2026-12-01 00:00
  `,
    policy('tangerine'),
    'Australia/Sydney',
  );
});

test('TeleChoice: whole gigabytes, 128 MB stay, data-only lines receive, and a gift is used first', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann allowance 10GB plan 3GB
    line tab on data-only allowance 10GB plan 5GB
    line cho allowance 10GB plan 2.1GB
    ann gives 1.5GB to tab  => not_a_step giving.stepOctets 1GB
    next tab                => plan
    ann gives 2GB to tab    => given, lapses 2026-12-01 00:00
    next tab                => gift
    ann gives 1GB to tab    => floor_broken giving.floorOctets 128MB
    tab gives 1GB to ann    => line_cannot_give giver.plans
    cho gives 2GB to ann    => floor_broken giving.floorOctets 128MB
  `,
    policy('telechoice'),
    'Australia/Melbourne',
  );
});

test('Tele2: up to 30 GB a month, one gift at a time, for 7 days, or 30 for a fee', () => {
  play(
    `
    at 2026-11-22 12:00
    line ann plan 60GB
    line bob
    line cho
    line firm plan 60GB business
    ann gives 31GB to bob                    => above_maximum giving.maximumOctets 30GB
    ann gives 10GB to bob                    => given, lapses 2026-11-29 12:00
    ann gives 1GB to bob                     => receiver_limit_reached receiving.giftsAtOnce 1
    ann gives 20GB to cho choosing a-year    => choice_unknown expiryChoices
    ann gives 20GB to cho choosing thirty-days => given, lapses 2026-12-22 12:00, costs 5000
    at 2026-11-30 12:00
    ann gives 1GB to bob                     => monthly_octets_reached giving.monthlyOctets 30GB
    firm gives 1GB to bob                    => line_cannot_give giver.personsOnly
    at 2026-12-02 12:00
    line dan plan 30GB
    dan gives 1GB to firm                    => line_cannot_receive receiver.personsOnly
    dan gives 1GB to bob                     => given, lapses 2026-12-09 12:00
  `,
    policy('tele2'),
    'Europe/Moscow',
  );
});

test('Google Fi: a group whose owner pauses members and slows them at a limit, with alerts', () => {
  const { pool, alertsAtPercent } = policy('google-fi');
  assert.ok(pool);
  const taken = octets(15_000_000_000);
  assert.deepEqual(mayTake(pool, { takenOctets: taken, isPaused: true }, octets(1)), {
    ok: false,
    refusal: { code: 'pool_paused', rule: 'pool.ownerMayPauseMembers' },
  });
  assert.deepEqual(mayTake(pool, { takenOctets: taken, isPaused: false }, octets(1)), {
    ok: true,
    value: { isSlowed: true },
  });
  assert.deepEqual(
    alertsCrossed(alertsAtPercent, 100, { beforeOctets: 49, afterOctets: 95 }),
    [50, 90],
  );
  assert.equal(pool.shareOnLeaving, 'goes_along');
  play(
    `
    at 2026-11-22 12:00
    line owner plan 15GB holder one
    line son holder one
    line bob
    owner gives 5GB to son by family => given, lapses 2026-12-01 00:00
    owner gives 5GB to bob by family => relation_needed between.relation same_holder
  `,
    policy('google-fi'),
    'America/New_York',
  );
});
