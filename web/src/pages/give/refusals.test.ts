import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, Unreachable } from '../../api/problem.ts';
import { concernOf, wordsAbout } from './refusals.ts';

test('a refusal stands by the field that it concerns', () => {
  assert.equal(concernOf('giving_to_oneself'), 'receiver');
  assert.equal(concernOf('balance_too_low'), 'amount');
  assert.equal(concernOf('octets_not_whole'), 'amount');
});

test('a refusal that no field can mend, or a new one, stands by the whole gift', () => {
  assert.equal(concernOf('monthly_count_reached'), 'gift');
  assert.equal(concernOf('invented_tomorrow'), 'gift');
});

test('the words are the server`s own, at one field only', () => {
  const refusal = new Problem(422, 'above_maximum', 'At most 5 GB.', {});
  assert.equal(wordsAbout(refusal, 'amount'), 'At most 5 GB.');
  assert.equal(wordsAbout(refusal, 'receiver'), null);
  assert.equal(wordsAbout(new Unreachable('x'), 'amount'), null);
  assert.equal(wordsAbout(null, 'gift'), null);
});
