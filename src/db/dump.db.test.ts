import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { dumpSchema } from './dump.ts';

test('dump shows columns, constraints, indexes, storage, types, views, partitions and functions', async () => {
  const store = await openTestStore();
  try {
    await store.pool.query(
      `
      create type mood as enum ('calm', 'busy');
      create domain percent as integer check (value between 0 and 100);
      create table zebra (
        id bigint generated always as identity primary key,
        mood mood not null default 'calm',
        share percent,
        doubled integer generated always as (share * 2) stored,
        name text collate "C",
        account_id bigint references antelope_target (id),
        dropped text
      ) with (fillfactor = 70);
    `.replace(/create table zebra/, 'create table antelope_target (id bigint primary key); $&'),
    );
    await store.pool.query(`
      alter table zebra drop column dropped;
      alter table zebra alter id set statistics 10, alter mood set statistics 0;
      create unique index zebra_busy on zebra (lower(name), share desc) where mood = 'busy';
      create table spread (part smallint not null, at timestamptz) partition by list (part);
      create table spread_0 partition of spread for values in (0);
      create view busy as select id from zebra where mood = 'busy';
      create function one() returns integer language sql immutable return 1;
    `);
    const dump = await dumpSchema(store.pool);
    for (const expected of [
      `create type mood as enum ('calm', 'busy');`,
      'create domain percent as integer CHECK (VALUE >= 0 AND VALUE <= 100);',
      '  id bigint not null generated always as identity,',
      `  mood mood not null default 'calm'::mood,`,
      '  doubled integer generated always as (((share)::integer * 2)) stored,',
      '  name text collate "C",',
      'FOREIGN KEY (account_id) REFERENCES antelope_target(id)',
      ') with (fillfactor=70);',
      'alter table zebra alter id set statistics 10, alter mood set statistics 0;',
      'create unique index zebra_busy on zebra',
      `WHERE mood = 'busy'::mood`,
      ' partition by LIST (part)',
      ` partition of spread FOR VALUES IN ('0')`,
      'create view busy as',
      'FUNCTION one()',
    ])
      assert.ok(dump.includes(expected), `${expected}\nis not in\n${dump}`);
    assert.ok(!dump.includes('dropped text'), 'a dropped column leaves no trace');
    assert.ok(!dump.includes(store.schema), 'the name of the schema does not matter');
  } finally {
    await store.close();
  }
});

test('dump of two stores made alike is the same', async () => {
  const [one, other] = await Promise.all([openTestStore(), openTestStore()]);
  try {
    assert.equal(await dumpSchema(one.pool), await dumpSchema(other.pool));
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});
