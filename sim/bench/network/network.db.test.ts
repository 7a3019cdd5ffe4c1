// Short runs of the benches of the doors: too short for their numbers to mean anything, long enough to see
// that whole sessions are played, served and ended, and that nothing is left.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { openTestStore, testServerUrl } from '../../../test/support/store.ts';
import type { Store } from '../../../src/db/public.ts';
import { readMessage, readTree, valueIn } from '../../../src/interfaces/gy/public.ts';
import { readTemplates } from '../gy/templates.ts';
import { UsageError } from '../options.ts';
import { silentProgress } from '../progress.ts';
import { LOOKS, runEndurance } from './endurance.ts';
import { NETWORK_DEFAULTS, parseNetworkOptions } from './options.ts';
import { schemaPrefix } from '../bench-store.ts';
import { isSound } from './report.ts';
import { runNetworkBench } from './run.ts';

let store: Store;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

const schemas = async (): Promise<number> => {
  const { rows } = await store.pool.query<{ count: number }>(
    'select count(*) as count from pg_namespace where starts_with(nspname, $1)',
    [schemaPrefix('network')],
  );
  return rows[0]?.count ?? 0;
};

test('options are read, and what is off is named', () => {
  const { sessions, seconds, lines } = NETWORK_DEFAULTS;
  const usual = parseNetworkOptions(['gy']);
  assert.deepEqual(
    [usual.door, usual.sessions, usual.seconds, usual.lines],
    ['gy', sessions, seconds, lines],
  );
  const given = parseNetworkOptions(['nchf', '--sessions=2', '--target=[::1]:8091', '--json']);
  assert.deepEqual(given.target, { host: '[::1]', port: 8091 });
  assert.deepEqual([given.sessions, given.connections, given.json], [2, 2, true]);
  for (const words of [[], ['app'], ['gy', '--seconds=0'], ['gy', '--target=x'], ['gy', '--no']])
    assert.throws(() => parseNetworkOptions(words), UsageError, words.join(' '));
});

test('the places that a template is written over are where they are said to be', () => {
  for (const [name, template] of Object.entries(readTemplates())) {
    const tree = readTree(readMessage(template.bytes));
    const text = (at: number, length: number): string =>
      template.bytes.toString('latin1', at, at + length);
    assert.equal(
      valueIn(tree, 'Session-Id'),
      `smf.epc.test;${text(template.sessionDigits, 10)};2;app_gy`,
    );
    assert.equal(text(template.imsi, 15), '001010000000001', name);
    assert.equal(text(template.msisdn, 12), '447700900001', name);
    assert.equal(
      template.bytes.readUInt32BE(template.requestNumber),
      valueIn(tree, 'CC-Request-Number'),
    );
  }
});

test(
  'a run on Gy plays whole sessions, and leaves none open, no octet lost and no schema',
  { timeout: 120_000 },
  async () => {
    const schemasBefore = await schemas();
    const options = {
      ...parseNetworkOptions(['gy', '--seconds=1', '--sessions=40', '--lines=100']),
      warmUpSeconds: 0.3,
    };
    const environment = { DATABASE_URL: await testServerUrl(), LARGESSE_LOG: 'silent' };
    const report = await runNetworkBench(options, { progress: silentProgress, environment });
    assert.deepEqual([report.errors, report.halfRateErrors], [{}, {}]);
    assert.deepEqual([report.openSessionsAfterwards, report.conserved], [0, true]);
    assert.equal(isSound(report), true);
    assert.ok(report.requestsPerSecond > 50 && report.halfRate.requestsPerSecond > 20);
    assert.ok(report.p50Ms > 0 && report.p50Ms <= report.p99Ms && report.p99Ms <= report.maxMs);
    assert.equal(await schemas(), schemasBefore);
  },
);

test(
  'a run of so many requests looks at the memory on the way, and leaves nothing',
  { timeout: 120_000 },
  async () => {
    const options = parseNetworkOptions(['nchf', '--requests=1500', '--sessions=20', '--lines=50']);
    const environment = { DATABASE_URL: await testServerUrl(), LARGESSE_LOG: 'silent' };
    const { requests = 0 } = options;
    const report = await runEndurance(
      { ...options, requests },
      { progress: silentProgress, environment },
    );
    assert.deepEqual([report.errors, report.openSessionsAfterwards], [{}, 0]);
    assert.ok(report.conserved && report.requests >= 1_500);
    assert.equal(report.heapOctets.length, LOOKS + 1);
    assert.ok([...report.heapOctets, ...report.memoryOctets].every((size) => size > 1_000_000));
  },
);

test(
  'a run that is stopped leaves no program and no schema',
  { timeout: 120_000 },
  async (scene) => {
    const schemasBefore = await schemas();
    const program = new URL('main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, 'gy', '--seconds=60', '--lines=100'], {
      env: { ...process.env, DATABASE_URL: await testServerUrl() },
    });
    scene.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    for await (const text of child.stderr.setEncoding('utf8') as AsyncIterable<string>)
      if (text.includes('warming up')) child.kill('SIGTERM');
    assert.deepEqual(await ended, [143, null]);
    for (let tries = 0; (await schemas()) !== schemasBefore && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await schemas(), schemasBefore);
  },
);
