import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partOf } from '../../src/kernel/public.ts';
import { accountIdOf, createLines } from './lines.ts';

test('a million lines have a million account ids, all of them as the product makes them', () => {
  const seen = new Set<number>();
  for (let line = 1; line <= 1_000_000; line += 1) {
    const accountId = accountIdOf(line);
    assert.ok(Number.isSafeInteger(accountId) && accountId > 0 && accountId < 2 ** 47);
    seen.add(accountId);
  }
  assert.equal(seen.size, 1_000_000);
});

test('lines are spread evenly over the parts that the product would choose', () => {
  const lines = createLines(1, 80_000, 8);
  const counts = Array.from({ length: 8 }, () => 0);
  for (let index = 0; index < lines.count; index += 1) {
    assert.equal(lines.part(index), partOf(lines.accountId(index), 8));
    counts[lines.part(index)] = (counts[lines.part(index)] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(count > 9_000 && count < 11_000, counts.join(' '));
});

test('two sets of lines have none in common', () => {
  const first = createLines(1, 1_000, 8);
  const second = createLines(1_001, 1_000, 8);
  const ids = new Set(
    [first, second].flatMap((set) =>
      Array.from({ length: 1_000 }, (_, index) => set.accountId(index)),
    ),
  );
  assert.equal(ids.size, 2_000);
});
