// `largesse rating` as people use it, and what a session is charged by then.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), `largesse-rating-${randomBytes(3).toString('hex')}`));
  assert.equal((await largesse('carrier', 'seed')).code, 0);
});
after(() => rm(folder, { recursive: true, force: true }));

type Run = { readonly code: number | null; readonly out: string; readonly err: string };
type Listed = {
  readonly ratingGroups: readonly { readonly ratingGroup: number; readonly scope: string }[];
  readonly rules: { readonly networks: unknown };
  readonly plans: readonly {
    readonly id: string;
    readonly rules: { readonly networks: unknown };
  }[];
};

async function largesse(...words: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['src/main/cli.ts', ...words], {
    env: { ...process.env, DATABASE_URL: '', LARGESSE_DATA: folder, LARGESSE_LOG: 'silent' },
  });
  const run = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (run.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (run.err += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, ...run };
}
async function listed(): Promise<Listed> {
  const run = await largesse('rating', 'list', '--json');
  assert.equal(run.code, 0, run.err);
  return JSON.parse(run.out) as Listed;
}

const scopeOf = ({ ratingGroups }: Listed): string | undefined =>
  ratingGroups.find(({ ratingGroup }) => ratingGroup === 77)?.scope;

test('a rating group gets a price, another one, and none', async () => {
  const words = ['put', '77', '--scope', 'free', '--name', 'Our own app'];
  assert.match((await largesse('rating', ...words)).out, /Rating group 77 is free/);
  assert.equal(scopeOf(await listed()), 'free');
  const again = await largesse('rating', 'put', '77', '--scope', 'hotspot', '--name', 'Shared');
  assert.equal(again.code, 0);
  assert.equal(scopeOf(await listed()), 'hotspot');
  assert.match((await largesse('rating', 'list')).out, /77 +hotspot +Shared/);
  assert.equal((await largesse('rating', 'remove', '77')).code, 0);
  assert.equal(scopeOf(await listed()), undefined);
  const gone = await largesse('rating', 'remove', '77');
  assert.deepEqual([gone.code, /no rating group 77/.test(gone.err)], [1, true]);
});

test('what is no rating group or scope is wrong usage', async () => {
  const wrong = [
    ['put', '4294967296', '--scope', 'free', '--name', 'x'],
    ['put', '-1', '--scope', 'free', '--name', 'x'],
    ['put', '5', '--scope', 'cheap', '--name', 'x'],
    ['put', '5', '--scope', 'free'],
  ];
  const runs = await Promise.all(wrong.map((words) => largesse('rating', ...words)));
  assert.deepEqual(
    runs.map(({ code }) => code),
    wrong.map(() => 2),
    runs.map(({ err }) => err).join(''),
  );
});

test('networks abroad are the carrier’s to say, and a plan’s otherwise', async () => {
  const atFirst = await listed();
  const plan = atFirst.plans[0]?.id ?? '';
  const networks = { places: [{ network: '310', is: 'included' }], elsewhere: 'barred' };
  const file = join(folder, 'rules.json');
  await writeFile(file, JSON.stringify({ networks }));
  assert.equal((await largesse('rating', 'rules', file, '--plan', plan)).code, 0);
  const then = await listed();
  assert.deepEqual(then.plans.find(({ id }) => id === plan)?.rules.networks, networks);
  assert.deepEqual(then.rules, atFirst.rules);
  assert.match((await largesse('rating', 'list')).out, /310 included, elsewhere barred/);
  assert.equal((await largesse('rating', 'rules', '--clear', '--plan', plan)).code, 0);
  assert.deepEqual(await listed(), atFirst);
});

test('rules that are none, of no plan, or not said, are refused and change nothing', async () => {
  const atFirst = await listed();
  const file = join(folder, 'wrong.json');
  await writeFile(file, JSON.stringify({ networks: { places: [], elsewhere: 'expensive' } }));
  assert.match((await largesse('rating', 'rules', file)).err, /\/networks\/elsewhere/);
  await writeFile(file, '{');
  assert.equal((await largesse('rating', 'rules', file)).code, 1);
  await writeFile(file, '{}');
  assert.match((await largesse('rating', 'rules', file, '--plan', 'none')).err, /no plan none/);
  assert.equal((await largesse('rating', 'rules')).code, 1);
  assert.deepEqual(await listed(), atFirst);
});
