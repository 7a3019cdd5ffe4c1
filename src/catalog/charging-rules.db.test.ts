import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestCarrier } from '../../test/support/carrier.ts';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { createChargingCatalog, type ChargingCatalog } from './charging-catalog.ts';
import { DEFAULT_CHARGING_RULES, parseChargingRules, redirectUrl } from './charging-rules.ts';

let store: Store;
let catalog: ChargingCatalog;
const clock = { now: () => Date.parse('2026-11-22T12:00:00Z') };

before(async () => {
  store = await openTestStore();
  const carrier = await createTestCarrier(store, clock);
  await carrier.ledger.close();
  catalog = createChargingCatalog(store, clock);
});
after(() => store.close());

test('a carrier that says nothing has the default rules on every plan', async () => {
  const { plans, rules, homeNetworks } = await catalog.settings();
  assert.deepEqual(rules, DEFAULT_CHARGING_RULES);
  assert.deepEqual(plans.get('giving'), { octetsPerCycle: 20e9, rules });
  assert.deepEqual(homeNetworks, ['00101']);
});

test('a plan says otherwise rule by rule, and the carrier says the rest', async () => {
  const finalUnit = { action: 'restrict', filterIds: ['messages'] } as const;
  const networks = { places: [{ network: '250', is: 'barred' }], elsewhere: 'roaming' } as const;
  assert.ok((await catalog.putRules(null, { networks })).ok);
  assert.ok((await catalog.putRules('giving', { finalUnit })).ok);
  const { plans } = await catalog.settings();
  assert.deepEqual(plans.get('giving')?.rules, { ...DEFAULT_CHARGING_RULES, finalUnit, networks });
  assert.deepEqual(plans.get('receiving-only')?.rules, { ...DEFAULT_CHARGING_RULES, networks });
});

const steps = [{ status: 'low', atMostShare: 0.1 }];
for (const [name, given, code] of [
  ['an action that is none', { finalUnit: { action: 'explode' } }, 'rules_malformed'],
  [
    'no filter to restrict by',
    { finalUnit: { action: 'restrict', filterIds: [] } },
    'rules_malformed',
  ],
  ['a word that is none', { roamingg: {} }, 'rules_malformed'],
  [
    'half a network',
    { networks: { places: [{ network: '31', is: 'barred' }], elsewhere: 'roaming' } },
    'rules_malformed',
  ],
  [
    'a page that is no address',
    { finalUnit: { action: 'redirect', urlTemplate: 'app/more' } },
    'redirect_not_an_address',
  ],
  [
    'a page of another kind',
    { finalUnit: { action: 'redirect', urlTemplate: 'javascript:1' } },
    'redirect_not_an_address',
  ],
  [
    'a counter twice',
    {
      counters: [
        { counterId: 'a', steps, otherwise: 'b' },
        { counterId: 'a', steps, otherwise: 'b' },
      ],
    },
    'counter_unclear',
  ],
  [
    'a step without an amount',
    { counters: [{ counterId: 'a', steps: [{ status: 'low' }], otherwise: 'b' }] },
    'counter_unclear',
  ],
] as const)
  test(`rules are refused for ${name}`, async () => {
    const parsed = parseChargingRules(given);
    assert.ok(!parsed.ok);
    assert.equal(parsed.refusal.code, code);
    assert.equal((await catalog.putRules('giving', given)).ok, false);
  });

test('a page is the line’s own, and nothing of a plan’s name gets out of its place', () => {
  const url = redirectUrl('https://x.example/{language}?plan={plan}', {
    language: 'fr',
    planId: 'a&b=c',
  });
  assert.equal(url, 'https://x.example/fr?plan=a%26b%3Dc');
});
