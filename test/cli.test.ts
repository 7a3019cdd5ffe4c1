// The command line as people and scripts use it: what it prints, and its exit codes.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { explained, largesse, lastLine } from './support/cli.ts';

let data = '';
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'largesse-cli-'));
});
after(() => rm(data, { recursive: true, force: true }));

test('every command explains itself', async () => {
  for (const words of [
    [],
    ['start'],
    ['demo'],
    ['gift'],
    ['balance'],
    ['audit'],
    ['carrier', 'seed'],
    ['reports'],
    ['history'],
    ['reads'],
    ['tank', 'open'],
    ['tank', 'list'],
    ['tank', 'endow'],
    ['tank', 'close'],
    ['pack', 'put'],
    ['pack', 'list'],
    ['partner', 'add'],
    ['partner', 'list'],
    ['partner', 'remove'],
    ['partner', 'consent'],
    ['partner', 'rotate-key'],
    ['webhooks', 'list'],
    ['webhooks', 'replay'],
  ]) {
    const run = await explained(...words, '--help');
    assert.equal(run.code, 0, words.join(' '));
    assert.match(run.out, /^Usage: largesse/);
    if (words.length > 0) assert.match(run.out, /--json/);
  }
});

test('wrong usage exits with 2 and says what is wrong', async () => {
  for (const words of [
    ['give'],
    ['gift'],
    ['gift', '--from', '1', '--to', '2', '--size', 'much'],
    ['start', '--port', '70000'],
    ['start', '--requests-a-minute', '0'],
    ['start', '--unknown-sessions-a-minute', 'many'],
    ['reports'],
    ['history', '+16135550101'],
    ['history', '--why', 'case 4711'],
    ['reads', '--limit', '0'],
    ['start', '--keep', 'links=2d'],
    ['start', '--keep', 'everything=9d'],
    ['tank', 'open'],
    ['tank', 'endow', '12', '--size', '0', '--days', '3'],
    ['tank', 'endow', '12', '--size', '1GB', '--days', '0'],
    ['tank', 'close', 'mine'],
    ['pack', 'put'],
    ['partner', 'add', 'bss'],
    ['partner', 'add', 'bss', '--scope', 'everything'],
    ['partner', 'add', 'bss', '--scope', 'balance:read', '--requests-a-minute', '0'],
    ['partner', 'consent', 'bss'],
    ['webhooks', 'replay'],
    ['webhooks', 'replay', 'x', '--since', 'yesterday'],
    ['balance'],
    ['audit', '--unknown'],
  ]) {
    const run = await explained(...words);
    assert.equal(run.code, 2, `${words.join(' ')}: ${run.err}`);
    assert.match(run.err, /error:/);
  }
});

test('a process of its own ends with the same codes', async () => {
  const [helped, wrong] = [await largesse('help', 'balance'), await largesse('balance')];
  assert.deepEqual([helped.code, helped.err], [0, '']);
  assert.match(helped.out, /^Usage: largesse balance/);
  assert.deepEqual([wrong.code, wrong.out], [2, '']);
  assert.match(wrong.err, /error:/);
});

test('a store that cannot be reached is a fault: 3, and nothing on standard output but JSON', async () => {
  const run = await largesse(
    'audit',
    '--json',
    '--database-url',
    'postgres://nobody@127.0.0.1:1/none',
  );
  assert.equal(run.code, 3, run.err);
  assert.equal((lastLine(run)['error'] as { code: string }).code, 'database_lost');
});

test('a carrier is seeded, a gift given and delivered, and the books balance', async () => {
  const seeded = await largesse('carrier', 'seed', '--undo-window', '0', '--data', data, '--json');
  assert.equal(seeded.code, 0, seeded.err);
  assert.equal((lastLine(seeded)['lines'] as unknown[]).length, 9);
  const again = await largesse('carrier', 'seed', '--data', data, '--json');
  assert.equal(lastLine(again)['bucketsGranted'], 0);

  const pair = ['--from', '613 555 0101', '--to', '+447700900001', '--data', data, '--json'];
  const given = await largesse('gift', ...pair, '--size', '2GB', '--key', 'one', '--wait');
  assert.equal(given.code, 0, given.err);
  const gift = lastLine(given)['gift'] as { state: string; octets: number; id: string };
  assert.equal(gift.state, 'delivered');
  assert.equal(gift.octets, 2_000_000_000);
  const repeated = await largesse('gift', ...pair, '--size', '2GB', '--key', 'one');
  assert.equal((lastLine(repeated)['gift'] as { id: string }).id, gift.id);

  const refused = await largesse('gift', ...pair, '--size', '9GB');
  assert.equal(refused.code, 1);
  assert.deepEqual(lastLine(refused)['error'], {
    code: 'above_maximum',
    message: 'One gift is at most 5\u00a0GB.',
    rule: 'giving.maximumOctets',
    limitOctets: 5_000_000_000,
    askedOctets: 9_000_000_000,
  });

  const balance = await largesse('balance', '+447700900001', '--data', data, '--json');
  assert.equal(lastLine(balance)['availableOctets'], 2_000_000_000);
  const [bucket] = lastLine(balance)['buckets'] as object[];
  assert.equal(
    Object.keys(bucket ?? {})
      .toSorted()
      .join(' '),
    'available expired expiresAt given granted held kind number origin postings scope used validFrom withdrawn',
  );
  assert.equal((await largesse('balance', '+16135559999', '--data', data)).code, 1);

  const audit = await largesse('audit', '--data', data, '--json');
  assert.equal(audit.code, 0);
  assert.equal(lastLine(audit)['conserved'], true);
});
