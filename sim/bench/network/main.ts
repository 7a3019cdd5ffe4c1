// `largesse bench gy` and `largesse bench nchf`: how many requests a second a door serves, durably, and how
// long an answer takes at half of that; or, with `--requests`, whether the server grows while it serves.
// docs/operating/performance.md says how to read it.

import { runBenchProgram } from '../program.ts';
import { enduranceText, isEnduring, runEndurance, type Endurance } from './endurance.ts';
import { parseNetworkOptions } from './options.ts';
import { isSound, reportText, type NetworkReport } from './report.ts';
import { runNetworkBench } from './run.ts';

const isEndurance = (report: NetworkReport | Endurance): report is Endurance =>
  'isGrowing' in report;

process.exitCode = await runBenchProgram({
  parse: parseNetworkOptions,
  run: ({ requests, ...options }, context): Promise<NetworkReport | Endurance> =>
    requests === undefined
      ? runNetworkBench({ ...options, requests }, context)
      : runEndurance({ ...options, requests }, context),
  isSound: (report) => (isEndurance(report) ? isEnduring(report) : isSound(report)),
  text: (report) => (isEndurance(report) ? enduranceText(report) : reportText(report)),
});
