// One run: a store, the product on it under load, fault after fault, and the verdict.

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReport } from '../../src/ledger/public.ts';
import { openLog } from '../../src/main/log.ts';
import { openGround } from '../../src/main/ground.ts';
import { openProduct } from '../../src/main/product.ts';
import { seedCarrier } from './carrier.ts';
import { FAULT_KINDS, FAULTS, type FaultKind, type Scene } from './faults.ts';
import { startNetwork, type Network } from './network.ts';
import { startPeople, type People } from './people.ts';
import { openPhones } from './phones.ts';
import { postgresqlIn } from './postgresql.ts';
import { randomFrom, type Random } from './random.ts';
import { createRecord, type Record } from './record.ts';
import { timesOf, type Recovery, type Report } from './report.ts';
import { startServer } from './server.ts';
import { judge, type Verdict } from './verdict.ts';
import { openVolume, type Volume } from './volume.ts';

export type RunOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly say: (text: string) => void;
  /** Ends the run early, and cleans up after it. */
  readonly signal: AbortSignal;
};

/** Past this the product counts as gone for good. */
const LOST_SECONDS = 60;
const ROOT = join(import.meta.dirname, '..', '..');

export async function run({ kills, seed, say, signal }: RunOptions): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'largesse-chaos-'));
  await chmod(directory, 0o755); // PostgreSQL of a run by root is another user's
  const volume = await openVolume(directory);
  const record = createRecord(say);
  try {
    const skipped = volume.unfillable === undefined ? {} : { disk_full: volume.unfillable };
    for (const [kind, why] of Object.entries(skipped)) say(`skipped: ${kind}, ${why}`);
    await withGround(volume, seedCarrier);
    const recoveries = await attack({ directory, volume, record, kills, seed, say, signal });
    say('comparing what was acknowledged with the store');
    const verdict = await verdictOn(volume, record);
    for (const what of verdict.missing) say(`MISSING: ${what}`);
    for (const what of verdict.doubled) say(`DOUBLED: ${what}`);
    const conserved = isConserved(await audit(volume), say);
    return {
      seed,
      ...timesOf(recoveries),
      skipped,
      acknowledged: record.acknowledged,
      missing: verdict.missing.length,
      doubled: verdict.doubled.length,
      conserved,
      wrong: record.wrongs.length,
    };
  } finally {
    await volume.remove();
    if (record.wrongs.length === 0) await rm(directory, { recursive: true, force: true });
    else say(`the server's log is kept in ${directory}`);
  }
}

async function attack(about: {
  directory: string;
  volume: Volume;
  record: Record;
  kills: number;
  seed: number;
  say: RunOptions['say'];
  signal: AbortSignal;
}): Promise<Recovery[]> {
  const { directory, volume, record, kills, say, signal } = about;
  const random = randomFrom(about.seed);
  const phones = await openPhones();
  const server = await startServer({
    data: volume.data,
    log: join(directory, 'server.log'),
    environment: phones.environment,
    record,
  });
  try {
    const people = await startPeople(server, phones, record, random.fork('people'));
    const network = startNetwork(server, record, random.fork('network'));
    const scene: Scene = { server, volume, random, postgresql: postgresqlIn(volume.data) };
    const kinds = kindsFor(kills, volume, random);
    const recoveries: Recovery[] = [];
    await sleep(1_000, undefined, { signal });
    for (const [index, kind] of kinds.entries()) {
      await FAULTS[kind](scene);
      const milliseconds = await recovery(network, people, signal);
      recoveries.push({ kind, milliseconds });
      say(`${index + 1}/${kinds.length} ${kind}: back in ${Math.round(milliseconds)} ms`);
      await sleep(random.between(200, 1_000), undefined, { signal });
    }
    await quiet(scene, network, people, record);
    return recoveries;
  } finally {
    const code = await server.stop();
    if (code !== 0) record.wrong(`the server ended with ${code} when it was asked to stop`);
    await phones.close();
  }
}

/** Each kind once before any comes again, in an order that the seed decides. */
function kindsFor(kills: number, volume: Volume, random: Random): FaultKind[] {
  const able = FAULT_KINDS.filter(
    (kind) => kind !== 'disk_full' || volume.unfillable === undefined,
  );
  const kinds: FaultKind[] = [];
  while (kinds.length < kills) kinds.push(...random.shuffled(able));
  return kinds.slice(0, kills);
}

/** How long from now until every line is charged for and a balance is shown. */
async function recovery(network: Network, people: People, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  const deadline = began + LOST_SECONDS * 1_000;
  let isShown = false;
  while (!isShown || !network.isServedSince(began)) {
    if (performance.now() > deadline)
      throw new Error(`the service did not come back in ${LOST_SECONDS} s`);
    await sleep(25, undefined, { signal });
    isShown ||= await people.isShownBalance();
  }
  return performance.now() - began;
}

/** Ends the load, with every request answered and every gift where it goes. */
async function quiet(
  { postgresql }: Scene,
  network: Network,
  people: People,
  record: Record,
): Promise<void> {
  const answered = Promise.all([network.stop(), people.stop()]).then(() => true);
  const late = sleep(LOST_SECONDS * 1_000, false, { ref: false });
  if (!(await Promise.race([answered, late]))) record.wrong('a request was never answered');
  const deadline = performance.now() + LOST_SECONDS * 1_000;
  while ((await postgresql.giftsUnderWay()) > 0) {
    if (performance.now() > deadline) return record.wrong('a gift is under way for a minute');
    await sleep(200);
  }
}

const withGround = async <Value>(
  { data }: Volume,
  work: (ground: Awaited<ReturnType<typeof openGround>>) => Promise<Value>,
): Promise<Value> => {
  const ground = await openGround(
    { databaseUrl: undefined, dataDirectory: data },
    openLog('error'),
  );
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
};

const verdictOn = (volume: Volume, record: Record): Promise<Verdict> =>
  withGround(volume, async (ground) => {
    const product = await openProduct(ground, () => undefined);
    try {
      return await judge(product, record);
    } finally {
      await product.changes.close();
    }
  });

/** `largesse audit`, as the person on call would run it. */
function audit({ data }: Volume): Promise<AuditReport> {
  return new Promise((resolve, reject) => {
    const given = ['src/main/cli.ts', 'audit', '--json', '--data', data];
    execFile(process.execPath, given, { cwd: ROOT }, (error, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1) ?? '';
      if (last.startsWith('{"conserved"')) resolve(JSON.parse(last) as AuditReport);
      else reject(new Error(`the audit failed: ${stdout}${stderr}`, { cause: error }));
    });
  });
}

/** No session is open and no gift under way, so nothing is held or on its way either. */
function isConserved({ conserved, breaks, octets }: AuditReport, say: RunOptions['say']): boolean {
  for (const { rule, accountId, subject } of breaks)
    say(`BROKEN ${rule}: account ${accountId}, ${subject}`);
  const { held, inTransit, overrun } = octets;
  const isAtRest = [held, inTransit, overrun].every((amount) => amount === '0');
  if (!isAtRest) say(`BROKEN held ${held}, in transit ${inTransit}, overrun ${overrun} at rest`);
  return conserved && isAtRest;
}
