import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize, sizeText } from './size.ts';

const size = (typed: string): number | string => {
  const parsed = parseSize(typed);
  return parsed.ok ? parsed.value : parsed.refusal.code;
};

test('a size is read in the units that people write', () => {
  assert.equal(size('2GB'), 2_000_000_000);
  assert.equal(size(' 0.1 gb '), 100_000_000);
  assert.equal(size('2,5 GB'), 2_500_000_000);
  assert.equal(size('250 MB'), 250_000_000);
  assert.equal(size('1500'), 1_500);
  assert.equal(size('0'), 0);
});

test('a size that is none is refused by what is wrong with it', () => {
  assert.equal(size('two'), 'octets_not_a_number');
  assert.equal(size(''), 'octets_not_a_number');
  assert.equal(size('NaN'), 'octets_not_a_number');
  assert.equal(size('-1GB'), 'octets_negative');
  assert.equal(size('0.5'), 'octets_not_whole');
  assert.equal(size('99999999999 GB'), 'octets_too_large');
});

test('a size is shown shortly', () => {
  assert.equal(sizeText(2_500_000_000), '2.5 GB');
  assert.equal(sizeText(15_328), '0.015 MB');
});
