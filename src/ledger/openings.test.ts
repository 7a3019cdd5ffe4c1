import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createOpenings,
  doubt,
  NEVER_PROVED,
  noteWritten,
  noticeOthers,
  provedAsOf,
  type PartOpenings,
} from './openings.ts';

function part(): PartOpenings {
  const [only] = createOpenings(1);
  assert.ok(only !== undefined);
  return only;
}

test('nothing is proved before the count is known, and all is while only this process opens', () => {
  const openings = part();
  assert.equal(provedAsOf(openings), NEVER_PROVED);
  noteWritten(openings, 0, 7);
  const proved = provedAsOf(openings);
  noteWritten(openings, 2, 9);
  noteWritten(openings, 0, 9);
  assert.equal(openings.known, 9);
  assert.equal(provedAsOf(openings), proved);
});

test('a count that went further than this process did leaves nothing proved', () => {
  const openings = part();
  noteWritten(openings, 0, 7);
  const proved = provedAsOf(openings);
  noteWritten(openings, 1, 9);
  assert.equal(openings.known, 9);
  assert.notEqual(provedAsOf(openings), proved);
});

test('a count that is not sure, or a write that failed, proves nothing', () => {
  const openings = part();
  noteWritten(openings, 0, 7);
  noteWritten(openings, 1, undefined);
  assert.equal(provedAsOf(openings), NEVER_PROVED);
  noteWritten(openings, 0, 8);
  doubt(openings);
  assert.equal(provedAsOf(openings), NEVER_PROVED);
});

test('where others open buckets, the next batches are wary, and then no more', () => {
  const openings = part();
  noteWritten(openings, 0, 7);
  noticeOthers(openings);
  assert.ok(openings.wary > 0);
  for (let batch = 0; batch < 100; batch += 1) noteWritten(openings, 0, 8);
  assert.equal(openings.wary, 0);
});
