// `npm run fuzz -- --door gy --messages 1000000 --seed 7`: spoiled messages against a door. What fails prints
// the seed and the number of the message, which play it again.

import { EXIT, reportFailure } from '../../src/main/outcome.ts';
import { UsageError } from '../bench/options.ts';
import { createProgress } from '../bench/progress.ts';
import { parseFuzzOptions } from './options.ts';
import { fuzz, type FuzzReport } from './run.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseFuzzOptions(process.argv.slice(2));
    const { door, seed, messages } = options;
    process.stderr.write(`${door}: ${messages} messages, seed ${seed}\n`);
    const step = createProgress().step(`spoiled messages to ${door}`, messages);
    const report = await fuzz(options, (done) => step.advance(done)).finally(() => step.end());
    process.stdout.write(`${inWords(report)}\n`);
    for (const { what, message, bytes } of report.findings) {
      process.stdout.write(`FOUND with --door ${door} --seed ${seed}: ${what}\n`);
      if (message !== undefined)
        process.stdout.write(
          `  again: npm run fuzz -- --door ${door} --seed ${seed} --from ${message} --messages 1\n`,
        );
      if (bytes !== undefined) process.stdout.write(`  octets: ${bytes.toString('hex')}\n`);
    }
    return report.findings.length === 0 ? EXIT.done : EXIT.broken;
  } catch (error) {
    if (!(error instanceof UsageError)) return reportFailure(error, false);
    process.stderr.write(`largesse: ${error.message}\n`);
    return EXIT.usage;
  }
}

function inWords({ outcomes, seconds, heapGrowthOctets, told }: FuzzReport): string {
  const warned = Object.entries(told['warn'] ?? {}).map(
    ([message, times]) => `  ${message}: ${times}`,
  );
  return [
    `${outcomes.answered} answered, ${outcomes.ended} ended, ${outcomes.passed_over} asked for nothing, ` +
      `${outcomes.unanswered} unanswered; ${seconds.toFixed(1)} s; ` +
      `the heap grew by ${Math.round(heapGrowthOctets / 1_000)} kB`,
    ...(warned.length === 0 ? [] : ['The door told its log:', ...warned]),
  ].join('\n');
}
