import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GiftPolicy } from '../api/types.ts';
import { firstAmount, givable, offeredAmounts } from './amounts.ts';

const policy = (changes: Partial<GiftPolicy>): GiftPolicy => ({
  minimumOctets: 100_000_000,
  maximumOctets: 5_000_000_000,
  stepOctets: 100_000_000,
  floorOctets: 500_000_000,
  undoWindowSeconds: 300,
  monthly: { count: { limit: 10, used: 0 }, octets: { limit: 20_000_000_000, used: 0 } },
  givableOctets: 19_500_000_000,
  limits: [],
  ...changes,
});

test('the policy bounds what is offered when the giver has plenty', () => {
  assert.deepEqual(givable(policy({})), {
    least: 100_000_000,
    most: 5_000_000_000,
    step: 100_000_000,
  });
});

test('what the giver has bounds it when that is less, in whole steps', () => {
  assert.equal(givable(policy({ givableOctets: 1_250_000_000 }))?.most, 1_200_000_000);
});

test('nothing is offered when not even the least can be given', () => {
  assert.equal(givable(policy({ givableOctets: 99_999_999 })), null);
  assert.equal(givable(policy({ givableOctets: 0 })), null);
});

test('a policy that counts in single octets still makes a slider for a thumb', () => {
  const range = givable(policy({ stepOctets: 1, minimumOctets: 1 }));
  assert.equal(range?.least, 1);
  assert.equal(range?.step, 50_000_000);
});

test('round amounts within the bounds are offered, the most last', () => {
  const range = givable(policy({}));
  assert.ok(range !== null);
  assert.deepEqual(
    offeredAmounts(range, 100_000_000),
    [500_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000],
  );
  const little = givable(policy({ givableOctets: 700_000_000 }));
  assert.ok(little !== null);
  assert.deepEqual(offeredAmounts(little, 100_000_000), [500_000_000, 700_000_000]);
});

test('the slider starts at a gigabyte or as near as can be', () => {
  assert.equal(firstAmount({ least: 100, most: 5e9, step: 100 }), 1e9);
  assert.equal(firstAmount({ least: 100, most: 7e8, step: 100 }), 7e8);
  assert.equal(firstAmount({ least: 2e9, most: 7e9, step: 100 }), 2e9);
});
