import { Command } from 'commander';
import { storePlace } from '../configuration.ts';
import { ending, storeCommand, type StoreOptions } from './command.ts';
import { runProgram, type Said } from './program.ts';

const WHAT = {
  gy: 'Measure the Gy door: whole sessions over Diameter, charged durably.',
  nchf: 'Measure the Nchf door the same way, and beside it a bare HTTP/2 echo.',
} as const;

export const benchNetworkCommand = (door: keyof typeof WHAT): Command =>
  storeCommand(door)
    .description(WHAT[door])
    .option('--seconds <number>', 'how long the peak is measured, then half of it (default: 10)')
    .option(
      '--requests <number>',
      'play so many requests instead, and see whether the server grows (an hour of 1000 sessions: 360000)',
    )
    .option('--sessions <number>', 'how many are played at once (default: 1000)')
    .option('--connections <number>', 'how many connections they share (default: 4)')
    .option('--lines <number>', 'on how many lines (default: 20000)')
    .option('--target <host:port>', 'a door that is open already, instead of one made for the run')
    .addHelpText(
      'after',
      '\nStarts a server and a load generator as programs of their own, in a schema that is dropped\n' +
        'afterwards. Exits with 4 when a request fails, a session stays open, octets are lost, or the server grows.\n' +
        'How to read it: docs/operating/performance.md.',
    )
    .action((options: StoreOptions & Said) =>
      ending(options.json === true, () => benchNetwork(door, options)),
    );

function benchNetwork(
  door: string,
  { data, databaseUrl, ...options }: StoreOptions & Said,
): Promise<number> {
  const place = storePlace({
    ...(data === undefined ? {} : { data }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  const environment = {
    DATABASE_URL: place.databaseUrl ?? '',
    LARGESSE_DATA: place.dataDirectory,
  };
  return runProgram('sim/bench/network/main.ts', options, environment, [door]);
}
