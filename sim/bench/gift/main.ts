// `largesse bench gift`: how many whole gifts a second go through the app API, and how long after the tap a
// gift can be used. docs/operating/performance.md says how to read it.

import { runBenchProgram } from '../program.ts';
import { parseGiftOptions } from './options.ts';
import { isSound, reportText } from './report.ts';
import { runGiftBench } from './run.ts';

process.exitCode = await runBenchProgram({
  parse: parseGiftOptions,
  run: runGiftBench,
  isSound,
  text: reportText,
});
