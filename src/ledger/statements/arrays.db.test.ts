import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openTestStore } from '../../../test/support/store.ts';
import type { Store } from '../../db/public.ts';
import { InvariantBroken } from '../../kernel/public.ts';
import { BinaryNumbers, numbers, texts, textsOrNulls } from './arrays.ts';

let store: Store;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

const binary = (values: readonly number[], expected: number): Buffer => {
  const list = new BinaryNumbers(expected);
  for (const value of values) list.push(value);
  return list.parameter();
};

test('numbers arrive as they were, in either form, whatever was expected of their count', async () => {
  const edges = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32) - 1].concat(
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  );
  const lists = fc.array(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges)));
  await fc.assert(
    fc.asyncProperty(lists, fc.nat(20), async (values, expected) => {
      const { rows } = await store.pool.query<{ same: boolean; text: string }>(
        'select $1::bigint[] = $2::bigint[] as same, $1::bigint[]::text as text',
        [binary(values, expected), numbers(values)],
      );
      assert.deepEqual(rows, [{ same: true, text: numbers(values) }]);
    }),
    { numRuns: 100 },
  );
});

test('what is no safe integer is refused before anything is sent', () => {
  for (const value of [0.5, NaN, Infinity, 2 ** 53])
    assert.throws(() => binary([value], 1), InvariantBroken);
});

test('texts arrive as they were', async () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
      const { rows } = await store.pool.query<{ all: (string | null)[]; some: string[] }>(
        'select $1::text[] as all, $2::text[] as some',
        [textsOrNulls(values), texts(values.filter((value) => value !== null))],
      );
      assert.deepEqual(rows[0]?.all, values);
      assert.deepEqual(
        rows[0]?.some,
        values.filter((value) => value !== null),
      );
    }),
    { numRuns: 100 },
  );
});
