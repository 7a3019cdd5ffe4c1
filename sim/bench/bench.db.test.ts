// Short runs of the whole bench: too short for its numbers to mean anything, long enough to see that every
// way of working leaves books that balance.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openTestStore, testServerUrl } from '../../test/support/store.ts';
import { silentLog, type Store } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { createLedger, type Ledger } from '../../src/ledger/public.ts';
import { EXIT } from '../../src/main/outcome.ts';
import { schemaPrefix } from './bench-store.ts';
import { createLines } from './lines.ts';
import { DEFAULTS } from './options.ts';
import { prove } from './proof.ts';
import { silentProgress } from './progress.ts';
import { runBench } from './run.ts';
import { runHistory } from './history.ts';
import { runScale } from './scale.ts';
import { LINE_OCTETS, seedLines, settleTables } from './seed.ts';
import { ledgerWay } from './ways.ts';
import { MIXES, nothingAcknowledged } from './work.ts';

let store: Store;
let ledger: Ledger;
before(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: systemClock });
});
after(async () => {
  await ledger.close();
  await store.close();
});

const context = async () => ({
  place: { databaseUrl: await testServerUrl(), dataDirectory: '' },
  log: silentLog,
  progress: silentProgress,
});
const brief = { ...DEFAULTS, seconds: 0.4, warmUpSeconds: 0.1, lines: 400, clients: 50 };

const schemas = async (): Promise<number> => {
  const { rows } = await store.pool.query<{ count: number }>(
    `select count(*) as count from pg_namespace where starts_with(nspname, $1)`,
    [schemaPrefix('ledger')],
  );
  return rows[0]?.count ?? 0;
};

test('seeded lines are as the ledger itself would have left them', async () => {
  const lines = createLines(1, 500, store.parts);
  let seeded = 0;
  await seedLines(store.pool, lines, systemClock.now(), (count) => (seeded += count));
  await settleTables(store.pool);
  assert.equal(seeded, 500);
  const report = await ledger.audit();
  assert.deepEqual(report.breaks, []);
  assert.deepEqual(
    [report.accounts, report.buckets, report.postings, report.octets.available],
    [500, 500, 500, String(500 * LINE_OCTETS)],
  );
  const balance = await ledger.balance(lines.accountId(499));
  assert.equal(balance.ok && balance.value.availableOctets, LINE_OCTETS);
});

test('a charge that was acknowledged and is not in the store, or the other way round, shows', async () => {
  const acknowledged = nothingAcknowledged();
  const ground = { store, mix: 'charge', clients: 1, acknowledged } as const;
  const lines = createLines(1, 500, store.parts);
  const [client] = ledgerWay(ground, ledger, lines, 'proof').clients;
  await client?.work();
  await client?.work();
  assert.ok(acknowledged.usedOctets > 0);
  assert.deepEqual(await prove(ledger, acknowledged), {
    conserved: true,
    accounted: true,
    breaks: [],
  });
  acknowledged.usedOctets += 1;
  assert.equal((await prove(ledger, acknowledged)).accounted, false);
  acknowledged.usedOctets -= 1;
  acknowledged.givenOctets += 1;
  assert.equal((await prove(ledger, acknowledged)).accounted, false);
});

for (const mix of MIXES)
  test(`a run of ${mix} measures every way, proves them all and leaves nothing`, async () => {
    const report = await runBench({ ...brief, mix }, await context());
    assert.deepEqual(report.breaks, []);
    assert.equal(report.conserved, true);
    assert.equal(report.accounted, true);
    assert.ok(report.commandsPerSecond > 0 && report.limitPerSecond > 0);
    assert.ok(report.baselinePerSecond > 0 && report.halfRate.commandsPerSecond > 0);
    assert.ok(report.p50Ms > 0 && report.p50Ms <= report.p99Ms && report.p99Ms <= report.maxMs);
    assert.equal(report.giftP50Ms === null, mix === 'charge');
    assert.equal(await schemas(), 0);
  });

test('a run of two sizes compares them, and says when the larger one first answered', async () => {
  const report = await runScale({ ...brief }, await context(), { few: 200, many: 2_000 });
  assert.deepEqual([report.conserved, report.accounted, report.breaks], [true, true, []]);
  assert.ok(report.rateAtMillion > 0 && report.rateAtTenThousand > 0);
  assert.ok(report.firstChargeSeconds > 0 && report.firstChargeSeconds < 30);
  assert.equal(await schemas(), 0);
});

test('a run with a past compares it with one without, and both are accounted for', async () => {
  const report = await runHistory({ ...brief, history: 5_000 }, await context());
  assert.deepEqual([report.conserved, report.accounted, report.breaks], [true, true, []]);
  assert.equal(report.historyPostings, 5_000);
  assert.ok(report.rateWith > 0 && report.rateWithout > 0);
  assert.equal(await schemas(), 0);
});

test('a run that is stopped while it measures drops its schema and ends', async (scene) => {
  const place = { ...process.env, DATABASE_URL: await testServerUrl() };
  const program = fileURLToPath(new URL('ledger.ts', import.meta.url));
  const child = spawn(process.execPath, [program, '--seconds=60', '--lines=400'], { env: place });
  scene.after(() => child.kill('SIGKILL'));
  let said = '';
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(60_000) });
  for await (const text of child.stderr.setEncoding('utf8') as AsyncIterable<string>) {
    said += text;
    if (said.includes('dropped')) break;
    if (said.includes('the ledger')) setTimeout(() => child.kill('SIGINT'), 2_000); // beyond the warm-up
  }
  assert.deepEqual(await ended, [EXIT.fault, null], said);
  assert.equal(await schemas(), 0);
});
