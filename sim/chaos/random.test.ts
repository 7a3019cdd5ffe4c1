import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_KINDS } from './faults.ts';
import { randomFrom } from './random.ts';

function choices(seed: number): unknown[] {
  const random = randomFrom(seed);
  const fork = random.fork('somebody');
  return [random.shuffled(FAULT_KINDS), random.between(1, 1_000_000), fork.next(), random.next()];
}

test('the same seed makes the same choices, another seed others', () => {
  assert.deepEqual(choices(7), choices(7));
  assert.notDeepEqual(choices(7), choices(8));
});

test('a number between two is each of them now and then, and none beyond', () => {
  const random = randomFrom(1);
  const drawn = Array.from({ length: 200 }, () => random.between(3, 5));
  assert.deepEqual(new Set(drawn), new Set([3, 4, 5]));
});
