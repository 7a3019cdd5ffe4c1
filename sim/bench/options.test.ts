import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, parseOptions, UsageError } from './options.ts';

test('what is not said has a default', () => {
  assert.deepEqual(parseOptions([]), DEFAULTS);
});

test('what is said stands', () => {
  const options = parseOptions([
    '--seconds=3',
    '--lines=20000',
    '--mix=gift',
    '--clients=7',
    '--json',
  ]);
  assert.deepEqual(options, {
    ...DEFAULTS,
    seconds: 3,
    lines: 20_000,
    mix: 'gift',
    clients: 7,
    json: true,
  });
});

test('there are never more clients than pairs of lines', () => {
  assert.equal(parseOptions(['--lines=100']).clients, 50);
  assert.throws(() => parseOptions(['--lines=100', '--clients=51']), UsageError);
});

for (const typed of [
  '--seconds=0',
  '--seconds=1.5',
  '--seconds=',
  '--lines=1',
  '--mix=both',
  '--more',
])
  test(`${typed} is wrong usage`, () => {
    assert.throws(() => parseOptions([typed]), UsageError);
  });
