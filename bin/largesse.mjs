#!/usr/bin/env node
// The command line, from wherever it is called. Standard output belongs to the command itself.

import { becomePinnedNode, bootstrap, ROOT } from '../scripts/bootstrap.mjs';

const servesPages = ['start', 'demo'].includes(process.argv[2]);

await bootstrap({ quiet: true, web: servesPages });
// Young objects get more room: what a batch leaves behind is then swept up before it counts as old.
becomePinnedNode(['--max-semi-space-size=32', `${ROOT}/src/main/cli.ts`, ...process.argv.slice(2)]);
