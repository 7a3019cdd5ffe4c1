import type { Command } from 'commander';
import { storePlace } from '../configuration.ts';
import { ending, storeCommand, type StoreOptions } from './command.ts';
import { runProgram, type Said } from './program.ts';

export const benchGiftCommand = (): Command =>
  storeCommand('gift')
    .description('Measure whole gifts over the app API, and how long after the tap one is usable.')
    .option(
      '--seconds <number>',
      'how long the peak is measured, then the steady rate (default: 10)',
    )
    .option('--rate <number>', 'gifts a second at the steady rate (default: 500)')
    .option('--clients <number>', 'how many people give at once at the peak (default: 64)')
    .option('--pairs <number>', 'how many pairs of lines there are (default: 4000)')
    .addHelpText(
      'after',
      '\nStarts a server and a load generator as programs of their own, in a schema that is dropped\n' +
        'afterwards. Exits with 4 when a gift fails or never arrives, or octets are lost.\n' +
        'How to read it: docs/operating/performance.md.',
    )
    .action((options: StoreOptions & Said) =>
      ending(options.json === true, () => benchGift(options)),
    );

function benchGift({ data, databaseUrl, ...options }: StoreOptions & Said): Promise<number> {
  const place = storePlace({
    ...(data === undefined ? {} : { data }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  const environment = {
    DATABASE_URL: place.databaseUrl ?? '',
    LARGESSE_DATA: place.dataDirectory,
  };
  return runProgram('sim/bench/gift/main.ts', options, environment);
}
