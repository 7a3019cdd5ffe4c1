// `largesse bench ledger`: how fast the ledger is on this machine, and how far that is from the plain way
// and from the limit. docs/operating/performance.md says how to read it.

import { openLog } from '../../src/main/log.ts';
import { logLevel, storePlace } from '../../src/main/configuration.ts';
import { EXIT, reportFailure } from '../../src/main/outcome.ts';
import { parseOptions, UsageError } from './options.ts';
import { createProgress } from './progress.ts';
import { reportText } from './report.ts';
import { runBench } from './run.ts';
import { runScale, scaleText } from './scale.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => stopping.abort(new Error('stopped before its end')));

process.exitCode = await main();

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  try {
    const options = parseOptions(given);
    const context = {
      place: storePlace({}),
      log: openLog(logLevel()),
      progress: createProgress(),
      signal: stopping.signal,
    };
    const [report, text] = options.scale
      ? await runScale(options, context).then((found) => [found, scaleText(found)] as const)
      : await runBench(options, context).then((found) => [found, reportText(found)] as const);
    process.stdout.write(`${options.json ? JSON.stringify(report) : text}\n`);
    return report.conserved && report.accounted ? EXIT.done : EXIT.broken;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`largesse: ${error.message}\n`);
      return EXIT.usage;
    }
    if (stopping.signal.aborted) {
      process.stderr.write('largesse: stopped; the schema of this run is dropped\n');
      return EXIT.fault;
    }
    return reportFailure(error, given.includes('--json'));
  }
}
