import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GiftRefusal } from '../../../gifting/public.ts';
import { octets } from '../../../kernel/public.ts';
import { say } from '../problem.ts';

const GB = octets(1_000_000_000);
const wait = { until: 0, waitSeconds: 7_200 };
const figures = { limitOctets: GB, usedOctets: GB, askedOctets: GB };

/** One of each refusal that a policy can make. */
const REFUSALS: readonly GiftRefusal[] = [
  { code: 'way_not_offered', rule: 'ways', way: 'link' },
  { code: 'not_authorised', rule: 'roles', action: 'give' },
  { code: 'line_cannot_give', rule: 'giver.plans' },
  { code: 'bill_unpaid', rule: 'giver.billPaid' },
  { code: 'line_too_new', rule: 'giver.tenureDays', days: 30, ...wait },
  { code: 'cooling_off', rule: 'giver.coolingOffHours', after: 'sim_change', ...wait },
  { code: 'too_young', rule: 'giver.minimumAge', minimumAge: 19 },
  { code: 'receiver_name_differs', rule: 'receiverNameMustMatch' },
  { code: 'line_cannot_receive', rule: 'receiver.standing' },
  { code: 'relation_needed', rule: 'between.relation', relation: 'family' },
  { code: 'lines_differ', rule: 'between.sameBrand' },
  { code: 'closed_now', rule: 'timing.fromHour', ...wait },
  {
    code: 'size_not_offered',
    rule: 'giving.allowedOctets',
    allowedOctets: [octets(GB / 2), GB],
    askedOctets: GB,
  },
  { code: 'choice_unknown', rule: 'expiryChoices', choice: 'x' },
  { code: 'too_soon', rule: 'giving.secondsBetweenGifts', ...wait },
  { code: 'receivers_reached', rule: 'giving.receiversPerCycle', limit: 3, used: 3 },
  { code: 'monthly_octets_reached', rule: 'giving.shareOfAllowancePercent', ...figures },
  { code: 'daily_count_reached', rule: 'giving.dailyCount', limit: 3, used: 3 },
  { code: 'daily_octets_reached', rule: 'giving.dailyOctets', ...figures },
  { code: 'receiver_limit_reached', rule: 'receiving.giftsAtOnce', limit: 3 },
  { code: 'receiver_limit_reached', rule: 'receiving.balanceAtMostOctets', limit: GB },
  { code: 'guardian_must_confirm', rule: 'giver.younger' },
  { code: 'confirmation_needed', rule: 'confirmation', by: 'pin' },
  { code: 'declining_not_offered', rule: 'declining' },
];

for (const refusal of REFUSALS)
  test(`${refusal.code} is said in each language, each with its own words and all figures`, () => {
    const said = (['en', 'fr', 'zh'] as const).map((language) => say(refusal, language));
    for (const { title, detail } of said) {
      assert.ok(title.length > 1 && detail.length > 3);
      assert.doesNotMatch(title + detail, /undefined|NaN|\[object|\$\{/);
    }
    assert.equal(new Set(said.map(({ detail }) => detail)).size, 3);
    assert.match(said[2]?.detail ?? '', /\p{Script=Han}/u);
  });

test('figures are in the reader’s own', () => {
  const refusal: GiftRefusal = {
    code: 'monthly_octets_reached',
    rule: 'giving.monthlyOctets',
    limitOctets: octets(2_500_000_000),
    usedOctets: GB,
    askedOctets: GB,
  };
  assert.match(say(refusal, 'en').detail, /2\.5\u00a0GB/);
  assert.match(say(refusal, 'fr').detail, /2,5\u00a0Go/);
  assert.match(say(refusal, 'zh').detail, /2\.5\u00a0GB/);
  const soon: GiftRefusal = { code: 'too_soon', rule: 'giving.secondsBetweenGifts', ...wait };
  assert.match(say(soon, 'en').detail, /2 hours/);
  assert.match(say(soon, 'fr').detail, /2\s?heures/);
  assert.match(say(soon, 'zh').detail, /2\s?小时/);
});
