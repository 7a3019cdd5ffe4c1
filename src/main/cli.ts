// The command line. Exit codes: 0 done, 1 refused, 2 usage, 3 fault (a retry may help), 4 broken.

import { runCommandLine } from './command-line.ts';

// Whoever reads on has read enough: `largesse … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const code = await runCommandLine(process.argv.slice(2));
if (code !== undefined) process.exitCode = code;
