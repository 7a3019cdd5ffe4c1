// `largesse policy` as people use it: drafted by one, compared, tried on what was given, published by
// another.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { demoPolicy } from '../demo/carrier.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'largesse-policy-'));
});
after(() => rm(folder, { recursive: true, force: true }));

type Run = { readonly code: number | null; readonly out: string; readonly err: string };

function largesse(...words: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/main/cli.ts', ...words], {
      env: { ...process.env, DATABASE_URL: '', LARGESSE_DATA: folder, LARGESSE_LOG: 'silent' },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
async function said(...words: string[]): Promise<Record<string, unknown>> {
  const run = await largesse('policy', ...words, '--json');
  assert.equal(run.code, 0, run.out + run.err);
  return JSON.parse(run.out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

test('a policy goes from a file to force, by two people, after it was tried on gifts', async () => {
  assert.equal((await largesse('carrier', 'seed', '--undo-window', '0')).code, 0);
  const [from, to] = ['+16135550111', '+16135550101'];
  for (const size of ['1GB', '3GB']) {
    const given = await largesse('gift', '--from', from, '--to', to, '--size', size);
    assert.equal(given.code, 0, given.out + given.err);
  }
  const policy = demoPolicy(0);
  const file = join(folder, 'stricter.json');
  await writeFile(
    file,
    JSON.stringify({ ...policy, giving: { ...policy.giving, maximumOctets: 2_000_000_000 } }),
  );
  const { draftId } = await said('draft', file, '--by', 'Ada');
  assert.ok(typeof draftId === 'string');
  assert.deepEqual((await said('compare', draftId))['differences'], [
    { rule: 'giving.maximumOctets', before: 5_000_000_000, after: 2_000_000_000 },
  ]);
  const span = ['--from', '2020-01-01', '--to', '2100-01-01'];
  const report = await said('replay', draftId, ...span);
  assert.deepEqual([report['gifts'], report['refused']], [2, 1]);
  const text = await largesse('policy', 'replay', file, ...span);
  assert.match(text.out, /1 of 2 gifts would have been refused \(50\.0 %\), 3 GB of 4 GB/);
  assert.match(text.out, /1 {2}above_maximum \(giving\.maximumOctets\), 3 GB/);

  const own = await largesse('policy', 'publish', draftId, '--by', 'ada');
  assert.equal(own.code, 1);
  assert.match(own.err, /a second person must/);
  const published = await said('publish', draftId, '--by', 'Bo');
  assert.equal(published['version'], 2);
  const late = await largesse('gift', '--from', from, '--to', to, '--size', '3GB', '--json');
  assert.equal(late.code, 1);
  assert.match(late.out, /above_maximum/);
  const shown = await largesse('policy', 'show');
  assert.match(shown.out, /In force: “standard” version 2/);
  assert.match(shown.out, /by ada, .*: published as version 2/);
});

test('what is no policy, or contradicts itself, or is no file, is refused with the reason', async () => {
  const policy = demoPolicy(0);
  const file = join(folder, 'wrong.json');
  const refusedFor = async (text: string): Promise<string> => {
    await writeFile(file, text);
    const run = await largesse('policy', 'draft', file, '--by', 'Ada');
    assert.equal(run.code, 1, run.out + run.err);
    return run.err;
  };
  assert.match(await refusedFor('{'), /is not JSON/);
  assert.match(
    await refusedFor(JSON.stringify({ ...policy, pigeons: 1 })),
    /\/pigeons no such rule here/,
  );
  const floor = { ...policy, giving: { ...policy.giving, minimumOctets: 6_000_000_000 } };
  assert.match(
    await refusedFor(JSON.stringify(floor)),
    /contradicts itself: giving\.minimumOctets and giving\.maximumOctets/,
  );
  const missing = await largesse('policy', 'draft', join(folder, 'none.json'), '--by', 'Ada');
  assert.equal(missing.code, 1);
  const unknown = await largesse('policy', 'replay', '00000000-0000-7000-8000-000000000000');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no such draft/);
  await writeFile(file, JSON.stringify(policy));
  const date = await largesse('policy', 'replay', file, '--from', '2026-02-31');
  assert.equal(date.code, 1);
  assert.match(date.err, /2026-02-31 is no date/);
});
