import type { Command } from 'commander';
import { createStaffReads } from '../../compliance/public.ts';
import { ending, storeCommand, withProduct, type StoreOptions } from './command.ts';
import { findLine, limitArgument } from './history.ts';

type ReadsOptions = StoreOptions & { line?: string; limit: number };

export const readsCommand = (): Command =>
  storeCommand('reads')
    .option('--line <number>', 'only what was read of this line')
    .option('--limit <count>', 'at most so many, up to 200', limitArgument, 50)
    .action((options: ReadsOptions) => ending(options.json === true, () => reads(options)));

async function reads(options: ReadsOptions): Promise<undefined> {
  const found = await withProduct(options, async (product) => {
    const { store, clock } = product;
    const line = options.line === undefined ? undefined : await findLine(product, options.line);
    return createStaffReads(store, clock).list({
      limit: options.limit,
      ...(line === undefined ? {} : { accountId: line.accountId }),
    });
  });
  const shown = found.map(({ at, ...read }) => ({ at: new Date(at).toISOString(), ...read }));
  if (options.json === true) {
    console.log(JSON.stringify({ reads: shown }));
    return undefined;
  }
  for (const { at, staff, what, accountId, why } of shown)
    console.log(
      `${at} ${staff} read ${what}${accountId === null ? '' : ` of account ${accountId}`}: ` +
        // Quoted, so that no line of it reads as one of ours.
        JSON.stringify(why),
    );
  if (shown.length === 0) console.log('Nobody has read anything.');
  return undefined;
}
