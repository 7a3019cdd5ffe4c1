import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { archivePostings } from '../../ledger/public.ts';
import { storePlace } from '../configuration.ts';
import { EXIT, Refused } from '../outcome.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

type ArchiveOptions = StoreOptions & { before: string; to?: string };

export const archiveCommand = (): Command =>
  storeCommand('archive')
    .requiredOption(
      '--before <month>',
      'all months before this one, such as 2026-09',
      monthArgument,
    )
    .option('--to <folder>', 'where the files go (default: archive/ in the data folder)')
    .addHelpText(
      'after',
      '\nEach month is written, read back and held against the store before it is dropped. What an audit\n' +
        'needs of it stays in the store. This month and the last one are refused.',
    )
    .action((options: ArchiveOptions) => ending(options.json === true, () => archive(options)));

function monthArgument(typed: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(typed))
    throw new InvalidArgumentError('Write a year and a month, such as 2026-09.');
  return typed;
}

async function archive(options: ArchiveOptions): Promise<number> {
  const { before } = options;
  const asJson = options.json === true;
  const folder = resolve(options.to ?? join(storePlace(options).dataDirectory, 'archive'));
  const outcome = await withGround(options, ({ store, clock }) =>
    archivePostings({
      store,
      clock,
      before,
      folder,
      onStep: (month, step) => {
        if (!asJson && step !== 'done') console.error(`  ${month}: ${step} …`);
      },
    }),
  );
  if (!outcome.ok)
    throw new Refused(
      outcome.refusal,
      `a month may be archived when another one has passed: --before ${outcome.refusal.latestBefore} at the latest`,
    );
  const { archived, left } = outcome.value;
  if (asJson) console.log(JSON.stringify({ folder, archived, left }));
  else {
    for (const { month, file, fileOctets, totals } of archived)
      console.log(
        `  ${month}: ${totals.rows} postings, in ${join(folder, file)} (${fileOctets} bytes)`,
      );
    for (const month of left)
      console.log(`  ${month}: stays, because it could not be given a table of its own`);
    console.log(`${archived.length} months archived.`);
  }
  return left.length === 0 ? EXIT.done : EXIT.fault;
}
