import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CHARGING_RULES, type NetworkRule, type RatingGroup } from '../catalog/public.ts';
import { placeOf, priceOf } from './rating.ts';

const name = { en: 'Traffic', fr: 'Trafic' };
const ratingGroups: readonly RatingGroup[] = [
  { ratingGroup: 1, name, scope: 'by_location' },
  { ratingGroup: 2, name, scope: 'hotspot' },
  { ratingGroup: 3, name, scope: 'free' },
];
const networks: NetworkRule = {
  places: [
    { network: '310', is: 'included' },
    { network: '310410', is: 'roaming' },
    { network: '20801', is: 'included' },
    { network: '250', is: 'barred' },
  ],
  elsewhere: 'roaming',
};
const place = (network: string | undefined, rule: NetworkRule = networks) =>
  placeOf(network, { homeNetworks: ['302990'] }, { ...DEFAULT_CHARGING_RULES, networks: rule });

const price = (group: number | null, where: 'included' | 'roaming') =>
  JSON.stringify(priceOf(group, where, { ratingGroups }));

for (const [network, is, why] of [
  [undefined, 'included', 'a network that is not told is home'],
  ['302990', 'included', 'home'],
  ['310260', 'included', 'a country that costs what home costs'],
  ['310410', 'roaming', 'a network of it that does not'],
  ['20801', 'included', 'one network of a country'],
  ['20810', 'roaming', 'the others of that country'],
  ['25001', 'barred', 'a barred country'],
  ['26201', 'roaming', 'elsewhere'],
] as const)
  test(`${network} is ${is}: ${why}`, () => assert.equal(place(network), is));

test('everything but a list may be barred', () => {
  const only: NetworkRule = { places: [{ network: '262', is: 'roaming' }], elsewhere: 'barred' };
  assert.equal(place('26201', only), 'roaming');
  assert.equal(place('20801', only), 'barred');
});

test('a price is that of the place for general traffic, and the same everywhere for the rest', () => {
  assert.match(price(1, 'included'), /domestic/);
  assert.match(price(1, 'roaming'), /roaming/);
  assert.match(price(null, 'roaming'), /roaming/);
  assert.match(price(2, 'roaming'), /hotspot/);
  assert.match(price(3, 'roaming'), /nothing/);
  assert.match(price(4, 'included'), /unknown/);
});
