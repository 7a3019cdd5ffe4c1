// `npm run check`: types, lint, layout of the text, and no passage written twice. All of it runs even
// when the first part fails, so that one run names everything.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, ROOT, runTool } from './bootstrap.mjs';
import { findDuplicates } from './duplicates.mjs';

await bootstrap({ web: false });

/** @type {[string, () => boolean][]} */
const parts = [
  ['types of the server', () => runTool('tsc', ['-p', '.'])],
  [
    'types of the web pages',
    () => !existsSync(join(ROOT, 'web', 'tsconfig.json')) || runTool('tsc', ['-p', 'web']),
  ],
  ['lint', () => runTool('oxlint', ['--type-aware'])],
  ['layout of the text', () => runTool('prettier', ['--check', '--log-level=warn', '.'])],
  ['no passage twice', noPassageTwice],
];

let failed = 0;
for (const [name, passes] of parts) {
  const ok = passes();
  if (!ok) failed++;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
}
process.exitCode = failed === 0 ? 0 : 1;

function noPassageTwice() {
  const found = findDuplicates(ROOT);
  for (const { first, second, lines } of found)
    console.log(`${lines} lines: ${first} and ${second}`);
  return found.length === 0;
}
