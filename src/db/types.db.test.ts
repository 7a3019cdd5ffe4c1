import assert from 'node:assert/strict';
import { test } from 'node:test';
import { types } from 'pg';
import { Fault } from '../kernel/public.ts';
import { openTestStore } from '../../test/support/store.ts';
import { toTimestamp } from './types.ts';

test('values come out of the store as numbers, instants and civil dates', async () => {
  const store = await openTestStore();
  try {
    const { rows } = await store.pool.query(`
      select 9007199254740991::int8 as largest, array[1, null, 3]::int8[] as many,
             '2026-11-22 04:33:00.123456-05'::timestamptz as at,
             array['2026-11-22 00:00+00']::timestamptz[] as instants,
             'infinity'::timestamptz as never, '2026-02-28'::date as day,
             99999999999999999999::numeric as total, null::int8 as nothing`);
    assert.deepEqual(rows[0], {
      largest: Number.MAX_SAFE_INTEGER,
      many: [1, null, 3],
      at: Date.UTC(2026, 10, 22, 9, 33, 0, 123),
      instants: [Date.UTC(2026, 10, 22)],
      never: Infinity,
      day: '2026-02-28',
      total: '99999999999999999999',
      nothing: null,
    });
  } finally {
    await store.close();
  }
});

test('a bigint that a number cannot hold exactly is a fault, and the connection lives on', async () => {
  const store = await openTestStore({ maximumConnections: 1 });
  try {
    await assert.rejects(
      store.pool.query('select 9007199254740992::int8 as number'),
      (error) => error instanceof Fault && error.code === 'number_not_safe',
    );
    const { rows } = await store.pool.query('select 7::int8 as number');
    assert.deepEqual(rows, [{ number: 7 }]);
  } finally {
    await store.close();
  }
});

test('an instant goes into the store and comes back unchanged, whatever zone the process is in', async () => {
  const store = await openTestStore();
  try {
    for (const instant of [0, 1_795_341_023_753, -86_400_000, Infinity, -Infinity]) {
      const { rows } = await store.pool.query('select $1::timestamptz as at', [
        toTimestamp(instant),
      ]);
      assert.deepEqual(rows, [{ at: instant }]);
    }
  } finally {
    await store.close();
  }
});

test('the parsers of the driver itself stay as they are', () => {
  assert.equal(types.getTypeParser(types.builtins.INT8)('42'), '42');
});
