import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSchema, renderSchema } from '../../test/support/schema.ts';

test('schema.sql and the generated types are what the migrations make', async () => {
  const [written, made] = await Promise.all([readSchema(), renderSchema()]);
  assert.equal(written.sql, made.sql, 'run `npm run schema` and commit what it writes');
  assert.equal(written.types, made.types, 'run `npm run schema` and commit what it writes');
});
