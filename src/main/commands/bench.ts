import { Command } from 'commander';
import { storePlace } from '../configuration.ts';
import { benchGiftCommand } from './bench-gift.ts';
import { benchNetworkCommand } from './bench-network.ts';
import { ending, storeCommand, type StoreOptions } from './command.ts';
import { runProgram, type Said } from './program.ts';

export const benchCommand = (): Command =>
  new Command('bench')
    .addCommand(benchNetworkCommand('gy'))
    .addCommand(benchNetworkCommand('nchf'))
    .addCommand(benchGiftCommand())
    .addCommand(
      storeCommand('ledger')
        .description(
          'Measure the ledger, and beside it one transaction per command and the bare limit.',
        )
        .option('--seconds <number>', 'how long each of them is measured (default: 10)')
        .option('--lines <number>', 'on how many lines (default: 100000)')
        .option(
          '--mix <mix>',
          'charge, gift, or mixed: 95 % charges and 5 % gifts (default: charge)',
        )
        .option('--clients <number>', 'how many sessions run at once (default: 2000)')
        .option('--scale', 'measure the ledger on 10,000 and on 1,000,000 lines instead')
        .option('--history <postings>', 'measure it with and without so many old postings instead')
        .addHelpText(
          'after',
          '\nWorks in a schema of its own on the configured store, which it drops at its end.\n' +
            'Exits with 4 when octets are not conserved, or something acknowledged is missing.\n' +
            'How to read it: docs/operating/performance.md.',
        )
        .action((options: StoreOptions & Said) =>
          ending(options.json === true, () => benchLedger(options)),
        ),
    );

function benchLedger({ data, databaseUrl, ...options }: StoreOptions & Said): Promise<number> {
  const place = storePlace({
    ...(data === undefined ? {} : { data }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  return runProgram('sim/bench/ledger.ts', options, {
    DATABASE_URL: place.databaseUrl ?? '',
    LARGESSE_DATA: place.dataDirectory,
  });
}
