import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLatencyRecorder, percentile } from './latency.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('a percentile is a value that was measured, by nearest rank', () => {
  assert.equal(percentile(upTo(100), 0.5), 50);
  assert.equal(percentile(upTo(100), 0.99), 99);
  assert.equal(percentile(upTo(101), 0.5), 51);
  assert.equal(percentile(upTo(1_000), 0.99), 990);
  assert.equal(percentile(upTo(3), 0.99), 3);
  assert.equal(percentile([7], 0.5), 7);
  assert.equal(percentile([], 0.5), 0);
});

test('a recorder keeps everything, beyond its first room, in whatever order it came', () => {
  const recorder = createLatencyRecorder();
  const count = 200_000;
  for (let value = count; value >= 1; value -= 1) recorder.record(value);
  assert.equal(recorder.count, count);
  assert.deepEqual(recorder.summary(), {
    p50Milliseconds: count / 2,
    p99Milliseconds: count * 0.99,
    maximumMilliseconds: count,
  });
});
