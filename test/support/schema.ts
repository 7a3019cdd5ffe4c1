// The two texts that are made from the migrations: migrations/schema.sql for people, and
// src/db/schema.generated.ts for Kysely. `npm run schema` writes them; a test compares them.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dumpSchema } from '../../src/db/dump.ts';
import { openTestStore } from './store.ts';

export type SchemaTexts = { readonly sql: string; readonly types: string };

const root = new URL('../../', import.meta.url);
const SQL = new URL('migrations/schema.sql', root);
const TYPES = new URL('src/db/schema.generated.ts', root);

/** What the migrations make. */
export async function renderSchema(): Promise<SchemaTexts> {
  const store = await openTestStore();
  try {
    const sql = await dumpSchema(store.pool);
    return { sql, types: await renderTypes(store.databaseUrl, store.schema) };
  } finally {
    await store.close();
  }
}

export const readSchema = async (): Promise<SchemaTexts> => ({
  sql: await readFile(SQL, 'utf8').catch(() => ''),
  types: await readFile(TYPES, 'utf8').catch(() => ''),
});

export async function writeSchema(): Promise<void> {
  const { sql, types } = await renderSchema();
  await writeFile(SQL, sql);
  await writeFile(TYPES, types);
}

// As src/db/types.ts reads them: see there.
const TYPE_MAPPING = {
  int8: 'number',
  timestamptz: 'Timestamp',
  date: 'string',
};

async function renderTypes(databaseUrl: string, schema: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      fileURLToPath(new URL('node_modules/kysely-codegen/dist/cli/bin.js', root)),
      '--print',
      '--log-level=error',
      '--dialect=postgres',
      `--url=${databaseUrl}`,
      `--default-schema=${schema}`,
      `--include-pattern=${schema}.*`,
      `--type-mapping=${JSON.stringify(TYPE_MAPPING)}`,
    ],
    { maxBuffer: 10_000_000 },
  );
  return `import type { Timestamp } from './types.ts';\n${stdout.trim()}\n`;
}
