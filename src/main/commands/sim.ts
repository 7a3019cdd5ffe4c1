// Starts the simulator as a process of its own: the server knows nothing of it, and imports none of it.

import { Command } from 'commander';
import { json } from './command.ts';
import { runProgram, type Said } from './program.ts';

export const simCommand = (): Command =>
  new Command('sim')
    .addCommand(
      new Command('ledger')
        .description(
          'Play one workload on the ledger and on a second, naive one, and compare them.',
        )
        .option('--seed <number>', 'plays the same workload again (default: a random one, printed)')
        .option('--commands <number>', 'how many commands (default: 1000000)')
        .option('--lines <number>', 'on how many lines (default: 2000)')
        .option('--data <folder>', 'folder of an embedded store (default: a throw-away one)')
        .option('--database-url <url>', 'PostgreSQL of your own; a schema is made and dropped')
        .addOption(json())
        .addHelpText('after', '\nExits with 4 when an answer or a balance differs, and names it.')
        .action(async (options: Said) => {
          process.exitCode = await runProgram('sim/ledger.ts', options);
        }),
    )
    .addCommand(
      new Command('gifting')
        .description(
          'Let subscribers give in every way for months, and look at the books every day.',
        )
        .option('--seed <number>', 'plays the same run again (default: a random one, printed)')
        .option('--subscribers <number>', 'how many lines (default: 100000)')
        .option('--months <number>', 'how many months of thirty days (default: 3)')
        .option('--gifts-a-month <number>', 'gifts of a subscriber in a month (default: 0.2)')
        .option('--data <folder>', 'folder of an embedded store (default: a throw-away one)')
        .option('--database-url <url>', 'PostgreSQL of your own; a schema is made and dropped')
        .addOption(json())
        .addHelpText(
          'after',
          '\nExits with 4 when at a day’s end octets are lost, outlast their origin, or anything is overdue.',
        )
        .action(async (options: Said) => {
          process.exitCode = await runProgram('sim/gifting/main.ts', options);
        }),
    );
