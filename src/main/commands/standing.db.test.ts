// `largesse standing` as care uses it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { octets } from '../../kernel/public.ts';
import { openLog } from '../log.ts';
import { openGround } from '../ground.ts';
import { openProduct } from '../product.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'largesse-standing-'));
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
const lastLine = ({ out }: Run): { standing: unknown } =>
  JSON.parse(out.trim().split('\n').at(-1) ?? '') as { standing: unknown };

const [FROM, TO] = ['16135550111', '16135550101'] as const;

/** Somebody asks somebody else, as the app would. */
async function asked(): Promise<string> {
  const ground = await openGround(
    { databaseUrl: undefined, dataDirectory: folder },
    openLog('silent'),
  );
  try {
    const product = await openProduct(ground, () => undefined);
    const giver = await product.directory.lineBy('msisdn', FROM);
    assert.ok(giver);
    const made = await product.standing.make({
      giver: giver.accountId,
      to: { msisdn: `+${TO}` },
      rhythm: { kind: 'monthly', octets: octets(1_000_000_000), dayOfCycle: 5 },
      key: 'cli',
    });
    assert.ok(made.ok, JSON.stringify(made));
    await product.changes.close();
    return made.value.id;
  } finally {
    await ground.close();
  }
}

test('care sees what a line gives again and is given, and ends it for a person', async () => {
  assert.equal((await largesse('carrier', 'seed')).code, 0);
  const none = await largesse('standing', 'list', '--line', FROM);
  assert.equal(none.out, 'None.\n', none.err);
  const id = await asked();
  const listed = await largesse('standing', 'list', '--line', TO);
  assert.match(listed.out, new RegExp(`${id} .*is given .*•••• 0111 .*1 GB .*day 5 .*asked`));
  const unknown = await largesse('standing', 'end', '--line', TO, '--id', 'nothing', '--json');
  assert.equal(unknown.code, 1);
  const ended = await largesse('standing', 'end', '--line', TO, '--id', id, '--json');
  assert.equal(ended.code, 0, ended.out + ended.err);
  const { state, reason } = lastLine(ended).standing as { state: string; reason: string };
  assert.deepEqual([state, reason], ['ended', 'by_carrier']);
  const nobody = await largesse('standing', 'list', '--line', '+16135559999', '--json');
  assert.equal(nobody.code, 1);
});
