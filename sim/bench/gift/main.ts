// `largesse bench gift`: how many whole gifts a second go through the app API, and how long after the tap a
// gift can be used. docs/operating/performance.md says how to read it.

import { constants } from 'node:os';
import { EXIT, reportFailure } from '../../../src/main/outcome.ts';
import { UsageError } from '../options.ts';
import { createProgress } from '../progress.ts';
import { parseGiftOptions } from './options.ts';
import { isSound, reportText } from './report.ts';
import { runGiftBench } from './run.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  try {
    const options = parseGiftOptions(given);
    const running = runGiftBench(options, { progress: createProgress(), environment: {} });
    const report = await Promise.race([running, stopAsked()]);
    process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
    return isSound(report) ? EXIT.done : EXIT.broken;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`largesse: ${error.message}\n`);
      return EXIT.usage;
    }
    return reportFailure(error, given.includes('--json'));
  }
}

/** The programs of the bench end by themselves when this one is gone, and drop their schema. */
function stopAsked(): Promise<never> {
  return new Promise(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(128 + constants.signals[signal]));
  });
}
