// `npm run chaos -- --kills 50`: kills, pauses and starves the product under load, and proves that nothing
// acknowledged is lost or doubled. docs/operating/chaos.md says what to expect.

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { tableOf, type Report } from './report.ts';
import { run } from './run.ts';

const USAGE = 2;
const BROKEN = 4;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      'limit-seconds': { type: 'string', default: '5' },
    },
  });
  const kills = Number(values.kills);
  const limitSeconds = Number(values['limit-seconds']);
  const seed = Number(process.env['LARGESSE_SEED'] ?? randomInt(2 ** 31));
  if (![kills, limitSeconds, seed].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    say('usage: npm run chaos -- [--kills 50] [--limit-seconds 5], with a number in LARGESSE_SEED');
    return USAGE;
  }
  say(`seed ${seed}; the same faults in the same order: LARGESSE_SEED=${seed}`);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopping.abort(new Error('asked to stop')));
  const report = await run({ kills, seed, say, signal: stopping.signal });
  say(tableOf(report));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  const isWhole = isSound(report) && isInTime(report, limitSeconds);
  if (!isWhole) say(`BROKEN; again with LARGESSE_SEED=${seed}`);
  return isWhole ? 0 : BROKEN;
}

const isSound = ({ missing, doubled, conserved, wrong }: Report): boolean =>
  missing === 0 && doubled === 0 && conserved && wrong === 0;

const isInTime = ({ recoveryMsMax }: Report, limitSeconds: number): boolean =>
  recoveryMsMax <= limitSeconds * 1_000;

process.exitCode = await main();
