// Starts the simulator as a process of its own: the server knows nothing of it, and imports none of it.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Command } from 'commander';
import { PROJECT } from '../configuration.ts';
import { json } from './command.ts';

export const simCommand = (): Command =>
  new Command('sim').description('Play made-up traffic, to see what holds.').addCommand(
    new Command('ledger')
      .description('Play one workload on the ledger and on a second, naive one, and compare them.')
      .option('--seed <number>', 'plays the same workload again (default: a random one, printed)')
      .option('--commands <number>', 'how many commands (default: 1000000)')
      .option('--lines <number>', 'on how many lines (default: 2000)')
      .option('--data <folder>', 'folder of an embedded store (default: a throw-away one)')
      .option('--database-url <url>', 'PostgreSQL of your own; a schema is made and dropped')
      .addOption(json())
      .addHelpText('after', '\nExits with 4 when an answer or a balance differs, and names it.')
      .action(async (options: { [name: string]: string | boolean }) => {
        process.exitCode = await run('sim/ledger.ts', options);
      }),
  );

/** Runs a program of the simulator with these options, and gives its exit code. */
async function run(
  program: string,
  options: { readonly [name: string]: string | boolean },
): Promise<number> {
  const said = Object.entries(options).map(([name, value]) => {
    const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? option : `${option}=${String(value)}`;
  });
  const child = spawn(process.execPath, [`${PROJECT}${program}`, ...said], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // A terminal gives Ctrl-C to the child as well; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}
