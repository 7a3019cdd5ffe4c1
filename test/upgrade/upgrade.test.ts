import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dumpSchema } from '../../src/db/dump.ts';
import { migrate, readMigrations, silentLog } from '../../src/db/public.ts';
import { openTestStore } from '../support/store.ts';

const known = await readMigrations();

for (const [index, { number, name }] of known.slice(0, -1).entries())
  test(`a store last migrated by ${number} (${name}) comes up to the same tables as a new one`, async () => {
    const [fresh, older] = await Promise.all([openTestStore(), openTestStore()]);
    try {
      await older.pool.query(`drop schema ${older.schema} cascade`);
      await migrate(older.pool, older.schema, known.slice(0, index + 1), silentLog);
      const ran = await migrate(older.pool, older.schema, known, silentLog);
      assert.equal(ran, known.length - index - 1);
      assert.equal(await dumpSchema(older.pool), await dumpSchema(fresh.pool));
    } finally {
      await Promise.all([fresh.close(), older.close()]);
    }
  });
