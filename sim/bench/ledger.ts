// `largesse bench ledger`: how fast the ledger is on this machine, and how far that is from the plain way
// and from the limit. docs/operating/performance.md says how to read it.

import { openLog } from '../../src/main/log.ts';
import { logLevel, storePlace } from '../../src/main/configuration.ts';
import { EXIT, reportFailure } from '../../src/main/outcome.ts';
import { historyText, runHistory } from './history.ts';
import { parseOptions, UsageError, type BenchOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { reportText } from './report.ts';
import { runBench, type RunContext } from './run.ts';
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
    const [report, text] = await measured(options, context);
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

async function measured(
  options: BenchOptions,
  context: RunContext,
): Promise<[{ conserved: boolean; accounted: boolean }, string]> {
  const { history } = options;
  if (history !== null) {
    const report = await runHistory({ ...options, history }, context);
    return [report, historyText(report)];
  }
  if (options.scale) {
    const report = await runScale(options, context);
    return [report, scaleText(report)];
  }
  const report = await runBench(options, context);
  return [report, reportText(report)];
}
