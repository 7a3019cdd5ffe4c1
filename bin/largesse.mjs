#!/usr/bin/env node
// The command line, from wherever it is called. Standard output belongs to the command itself.

import { becomePinnedNode, bootstrap, HEAP, ROOT } from '../scripts/bootstrap.mjs';

const servesPages = ['start', 'demo'].includes(process.argv[2]);

await bootstrap({ quiet: true, web: servesPages });
becomePinnedNode([...HEAP, `${ROOT}/src/main/cli.ts`, ...process.argv.slice(2)]);
