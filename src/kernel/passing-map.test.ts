import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PassingMap } from './passing-map.ts';

test('it does what a Map does', () => {
  const key = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.tuple(fc.constant('set' as const), key, fc.string()),
          fc.tuple(fc.constant('delete' as const), key, fc.constant('')),
        ),
      ),
      (steps) => {
        const map = new Map<number, string>();
        const passing = new PassingMap<number, string>();
        for (const [step, at, value] of steps)
          if (step === 'delete') assert.equal(passing.delete(at), map.delete(at));
          else {
            map.set(at, value);
            passing.set(at, value);
          }
        assert.deepEqual([...passing.values()], [...map.values()]);
        assert.equal(passing.size, map.size);
        for (let at = 0; at <= 5; at += 1)
          assert.deepEqual([passing.get(at), passing.has(at)], [map.get(at), map.has(at)]);
      },
    ),
  );
});

test('what is deleted while it is walked through is left out, and a walk may delete', () => {
  const passing = new PassingMap<string, number>();
  for (const [at, key] of ['a', 'b', 'c'].entries()) passing.set(key, at);
  const seen: number[] = [];
  for (const value of passing.values()) {
    seen.push(value);
    passing.delete('b');
    passing.delete('a');
  }
  assert.deepEqual(seen, [0, 2]);
});
