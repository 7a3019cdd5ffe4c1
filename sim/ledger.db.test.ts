// The program as people start it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { testServerUrl } from '../test/support/store.ts';

const CLI = fileURLToPath(new URL('../src/main/cli.ts', import.meta.url));

type Ended = { readonly code: number; readonly output: string; readonly errors: string };

const simulate = (...said: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, 'sim', 'ledger', ...said],
      { timeout: 60_000 },
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });

const counts = (text: string): object => ({
  ...(JSON.parse(text) as object),
  commandsPerSecond: 0,
});

test('a run prints its seed and its outcome, and leaves nothing in the database', async () => {
  const url = await testServerUrl();
  const size = ['--commands=400', '--lines=20', '--json'];
  const ended = await simulate('--database-url', url, ...size);
  assert.equal(ended.code, 0, ended.errors);
  const report = JSON.parse(ended.output) as { [name: string]: unknown };
  assert.equal(report['commands'], 400);
  assert.equal(report['identical'], true);
  assert.equal(report['conserved'], true);
  assert.match(
    ended.errors,
    new RegExp(`^seed ${String(report['seed'])}: 400 commands on 20 lines`),
  );

  const again = await simulate('--database-url', url, `--seed=${String(report['seed'])}`, ...size);
  assert.deepEqual(counts(again.output), counts(ended.output));

  const client = new Client(url);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      "select from information_schema.schemata where schema_name like 'sim\\_%'",
    );
    assert.equal(rowCount, 0);
  } finally {
    await client.end();
  }
});

test('without a database it makes a store of its own and throws it away', async () => {
  const ended = await simulate('--seed', '3', '--commands=200', '--lines=10');
  assert.equal(ended.code, 0, ended.errors);
  assert.match(ended.output, /Every answer and every balance is the same\./);
});

test('wrong words exit with 2, and a database that is not there with 3', async () => {
  assert.equal((await simulate('--seed=-1')).code, 2);
  assert.equal((await simulate('--lines=three')).code, 2);
  const away = await simulate('--database-url=postgres://127.0.0.1:1/nothing', '--json');
  assert.equal(away.code, 3);
  assert.equal(
    typeof (JSON.parse(away.output) as { error: { code: string } }).error.code,
    'string',
  );
});
