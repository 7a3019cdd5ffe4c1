import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGiftPolicy, type GiftPolicyBody } from './gift-policy.ts';

const GB = 1_000_000_000;
const POLICY: GiftPolicyBody = {
  giving: {
    minimumOctets: GB / 10,
    maximumOctets: 5 * GB,
    stepOctets: GB / 10,
    floorOctets: GB,
    monthlyCount: 10,
    monthlyOctets: 15 * GB,
    givableKinds: ['plan', 'pack'],
  },
  receiving: { monthlyCount: 20, monthlyOctets: 20 * GB, capOctets: 20 * GB },
  undoWindowSeconds: 60,
  expiry: { rule: 'as_given' },
};
const giving = (about: Partial<GiftPolicyBody['giving']>): GiftPolicyBody => ({
  ...POLICY,
  giving: { ...POLICY.giving, ...about },
});
const receiving = (about: Partial<GiftPolicyBody['receiving']>): GiftPolicyBody => ({
  ...POLICY,
  receiving: { ...POLICY.receiving, ...about },
});

test('a policy that says nothing impossible is taken as it is', () => {
  assert.deepEqual(parseGiftPolicy(POLICY), { ok: true, value: POLICY });
});

const CONTRADICTIONS: readonly (readonly [string, GiftPolicyBody, string, string])[] = [
  ['no step', giving({ stepOctets: 0 }), 'giving.stepOctets', 'giving.minimumOctets'],
  [
    'a smallest gift that is larger than the largest',
    giving({ minimumOctets: 6 * GB }),
    'giving.minimumOctets',
    'giving.maximumOctets',
  ],
  [
    'a smallest gift that the month has no room for',
    giving({ minimumOctets: GB, monthlyOctets: GB / 2 }),
    'giving.minimumOctets',
    'giving.monthlyOctets',
  ],
  [
    'a smallest gift that the day has no room for',
    giving({ minimumOctets: GB, dailyOctets: GB / 2 }),
    'giving.minimumOctets',
    'giving.dailyOctets',
  ],
  [
    'a smallest gift that a family’s month has no room for',
    giving({ minimumOctets: GB, family: { monthlyCount: 1, monthlyOctets: GB / 2 } }),
    'giving.minimumOctets',
    'giving.family.monthlyOctets',
  ],
  [
    'a smallest gift that no receiver may have',
    receiving({ capOctets: GB / 20 }),
    'giving.minimumOctets',
    'receiving.capOctets',
  ],
  [
    'sizes of which none is a whole step',
    giving({ allowedOctets: [GB / 20] }),
    'giving.allowedOctets',
    'giving.stepOctets',
  ],
  [
    'gifts in a month but none in a day',
    giving({ dailyCount: 0 }),
    'giving.monthlyCount',
    'giving.dailyCount',
  ],
  [
    'gifts to nobody',
    giving({ receiversPerCycle: 0 }),
    'giving.monthlyCount',
    'giving.receiversPerCycle',
  ],
  ['gifts of no kind', giving({ givableKinds: [] }), 'giving.givableKinds', 'giving.monthlyCount'],
  [
    'gifts that may be given on, and never are',
    { ...giving({ givableKinds: ['plan', 'gift'] }), chains: 'never' },
    'chains',
    'giving.givableKinds',
  ],
  [
    'a chain of what may not be given',
    { ...POLICY, chains: 'once' },
    'chains',
    'giving.givableKinds',
  ],
  [
    'origins that are both asked for and barred',
    giving({ onlyOrigins: ['pack:a'], exceptOrigins: ['pack:'] }),
    'giving.onlyOrigins',
    'giving.exceptOrigins',
  ],
  [
    'an undo window that outlasts what may be given',
    { ...giving({ onlyInLastDays: 1 }), undoWindowSeconds: 86_400 },
    'giving.onlyInLastDays',
    'undoWindowSeconds',
  ],
  [
    'a window of the month that ends before it begins',
    { ...POLICY, timing: { fromDayOfMonth: 21, toDayOfMonth: 20 } },
    'timing.fromDayOfMonth',
    'timing.toDayOfMonth',
  ],
  [
    'an hour that begins and does not end',
    { ...POLICY, timing: { fromHour: 8 } },
    'timing.fromHour',
    'timing.toHour',
  ],
  [
    'a link that is void before it can no longer be undone',
    { ...POLICY, undoWindowSeconds: 7_200, claim: { hours: 1 } },
    'claim.hours',
    'undoWindowSeconds',
  ],
  [
    'the latest of several, and never later than given',
    {
      ...POLICY,
      expiry: {
        rule: 'latest_of',
        of: [{ rule: 'as_given' }, { rule: 'with_receivers_latest' }],
        mayOutliveSource: false,
      },
    },
    'expiry.rule',
    'expiry.mayOutliveSource',
  ],
  [
    'only a plan that is excepted',
    { ...POLICY, giver: { plans: { only: ['a'], except: ['a', 'b'] } } },
    'giver.plans.only',
    'giver.plans.except',
  ],
  [
    'younger than no age',
    { ...POLICY, giver: { younger: 'refused' } },
    'giver.younger',
    'giver.minimumAge',
  ],
  [
    'saved numbers only, and none may be saved',
    { ...POLICY, between: { relation: 'contact', maximumContacts: 0 } },
    'between.relation',
    'between.maximumContacts',
  ],
  [
    'rules of a way that is not offered',
    { ...POLICY, ways: ['direct'], byWay: { tank: {} } },
    'ways',
    'byWay.tank',
  ],
  [
    'a contradiction in one way only',
    { ...POLICY, byWay: { tank: { giving: { maximumOctets: 1 } } } },
    'byWay.tank: giving.minimumOctets',
    'giving.maximumOctets',
  ],
  [
    'fees that do not ascend',
    {
      ...POLICY,
      fee: {
        bySize: [
          { upToOctets: GB, cents: 1 },
          { upToOctets: GB, cents: 2 },
        ],
      },
    },
    'fee.bySize',
    'fee.bySize.upToOctets',
  ],
];

for (const [what, policy, rule, other] of CONTRADICTIONS)
  test(`a draft is refused for ${what}`, () => {
    assert.deepEqual(parseGiftPolicy(policy), {
      ok: false,
      refusal: { code: 'policy_contradicts_itself', rules: [rule, other] },
    });
  });

const malformed = (policy: unknown) => {
  const parsed = parseGiftPolicy(policy);
  assert.ok(!parsed.ok && parsed.refusal.code === 'policy_malformed');
  return `${parsed.refusal.path} ${parsed.refusal.expected}`;
};

test('a draft that is no policy is refused with the place and what was expected there', () => {
  assert.match(malformed('nothing'), /^\/ must be object/);
  assert.match(malformed({ ...POLICY, ways: ['pigeon'] }), /^\/ways\/0 must be equal to one/);
  assert.match(malformed(giving({ monthlyCount: -1 })), /^\/giving\/monthlyCount must be >= 0/);
  assert.match(malformed({ ...POLICY, kindness: true }), /^\/kindness no such rule here/);
});
