// `largesse bench gy` and `largesse bench nchf`: how many requests a second a door serves, durably, and how
// long an answer takes at half of that. docs/operating/performance.md says how to read it.

import { runBenchProgram } from '../program.ts';
import { parseNetworkOptions } from './options.ts';
import { isSound, reportText } from './report.ts';
import { runNetworkBench } from './run.ts';

process.exitCode = await runBenchProgram({
  parse: parseNetworkOptions,
  run: runNetworkBench,
  isSound,
  text: reportText,
});
