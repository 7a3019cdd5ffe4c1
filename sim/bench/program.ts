// A bench as a program: reads its words, runs, prints its report, and ends with its exit code.

import { constants } from 'node:os';
import { EXIT, reportFailure } from '../../src/main/outcome.ts';
import { UsageError } from './options.ts';
import { createProgress, type Progress } from './progress.ts';

export type BenchProgram<Options extends { readonly json: boolean }, Report> = {
  readonly parse: (words: readonly string[]) => Options;
  readonly run: (
    options: Options,
    context: { readonly progress: Progress; readonly environment: Record<string, string> },
  ) => Promise<Report>;
  readonly isSound: (report: Report) => boolean;
  readonly text: (report: Report) => string;
};

/** Gives the exit code. */
export async function runBenchProgram<Options extends { readonly json: boolean }, Report>(
  program: BenchProgram<Options, Report>,
): Promise<number> {
  const given = process.argv.slice(2);
  try {
    const options = program.parse(given);
    const running = program.run(options, { progress: createProgress(), environment: {} });
    const report = await Promise.race([running, stopAsked()]);
    process.stdout.write(`${options.json ? JSON.stringify(report) : program.text(report)}\n`);
    return program.isSound(report) ? EXIT.done : EXIT.broken;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`largesse: ${error.message}\n`);
      return EXIT.usage;
    }
    return reportFailure(error, given.includes('--json'));
  }
}

/** The programs of a bench end by themselves when this one is gone, and drop their schema. */
function stopAsked(): Promise<never> {
  return new Promise(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(128 + constants.signals[signal]));
  });
}
