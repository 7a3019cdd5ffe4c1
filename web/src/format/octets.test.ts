import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bigOctets,
  exactOctets,
  parseAmount,
  roughOctets,
  unitName,
  writeAmount,
} from './octets.ts';

// Intl puts narrow and unbreakable spaces between figure and unit; here only the words matter.
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

test('a balance is cut to one decimal, never rounded up', () => {
  assert.equal(plain(roughOctets(5_999_999_999, 'en-CA')), '5.9 GB');
  assert.equal(plain(roughOctets(5_999_999_999, 'fr-CA')), '5,9 Go');
  assert.equal(plain(roughOctets(5_000_000_000, 'en-CA')), '5 GB');
  assert.equal(plain(roughOctets(999_999_999, 'en-CA')), '999 MB');
  assert.equal(plain(roughOctets(1_000_000_000, 'en-CA')), '1 GB');
  assert.equal(plain(roughOctets(0, 'en-CA')), '0 GB');
});

test('a gift is written to the megabyte', () => {
  assert.equal(plain(exactOctets(1_250_000_000, 'en-CA')), '1.25 GB');
  assert.equal(plain(exactOctets(1_001_000_000, 'fr-CA')), '1,001 Go');
  assert.equal(plain(exactOctets(500_000_000, 'fr-CA')), '500 Mo');
  assert.equal(plain(exactOctets(250_000, 'en-CA')), '0.25 MB');
});

test('the big number keeps its decimal so that it does not jump', () => {
  assert.deepEqual(bigOctets(20_000_000_000, 'en-CA'), { figure: '20.0', unit: 'GB' });
  assert.deepEqual(bigOctets(19_480_000_000, 'fr-CA'), { figure: '19,4', unit: 'Go' });
});

test('units have their name in each language', () => {
  assert.equal(unitName('GB', 'en-CA'), 'GB');
  assert.equal(unitName('MB', 'fr-CA'), 'Mo');
});

test('amounts are read with point or comma', () => {
  assert.equal(parseAmount('1.5', 'GB'), 1_500_000_000);
  assert.equal(parseAmount('1,5', 'GB'), 1_500_000_000);
  assert.equal(parseAmount(' 1 200 ', 'MB'), 1_200_000_000);
  assert.equal(parseAmount('.5', 'GB'), 500_000_000);
  assert.equal(parseAmount('0.1', 'GB'), 100_000_000);
});

test('what is not an amount is not guessed at', () => {
  for (const typed of ['', 'two', '-1', '1.2.3', '1e3', '1 GB', '99999999999999']) {
    assert.equal(parseAmount(typed, 'GB'), null, typed);
  }
});

test('what the slider writes into the field is read back the same', () => {
  for (const octets of [100_000_000, 1_250_000_000, 1_234_567_890, 5_000_000_000]) {
    for (const locale of ['en-CA', 'fr-CA']) {
      assert.equal(parseAmount(writeAmount(octets, 'GB', locale), 'GB'), octets);
      assert.equal(parseAmount(writeAmount(octets, 'MB', locale), 'MB'), octets);
    }
  }
});
