import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octets } from '../kernel/public.ts';
import { DEFAULT_QUOTA, freeSlice, termsOf } from './quota.ts';

const MB = 1_000_000;
const terms = (megabytes: number, isLast = false) => {
  const { thresholdOctets, validitySeconds, quotaHoldingSeconds } = termsOf(
    octets(megabytes * MB),
    isLast,
    DEFAULT_QUOTA,
  );
  return [thresholdOctets, validitySeconds, quotaHoldingSeconds];
};

const slice = (requestedOctets: 'any' | number) =>
  freeSlice(
    { requestedOctets: requestedOctets === 'any' ? 'any' : octets(requestedOctets) },
    DEFAULT_QUOTA,
  );

test('a large slice is asked for again when a fifth is left, and lent for an hour', () => {
  assert.deepEqual(terms(1_000), [200 * MB, 3_600, 600]);
  assert.deepEqual(terms(4), [800_000, 3_600, 600]);
});

test('a small slice is used to its end, and comes back sooner', () => {
  assert.deepEqual(terms(3.9), [null, 600, 60]);
  assert.deepEqual(terms(1), [null, 600, 60]);
});

test('a last slice has no threshold, however large: there is nothing to ask for', () => {
  assert.deepEqual(terms(500, true), [null, 600, 60]);
});

test('free traffic is granted what it wants, up to the largest slice', () => {
  assert.equal(slice('any'), 1_000 * MB);
  assert.equal(slice(3 * MB), 3 * MB);
  assert.equal(slice(9_000 * MB), 1_000 * MB);
});
