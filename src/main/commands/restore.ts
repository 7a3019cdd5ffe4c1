import type { Command } from 'commander';
import {
  openStore,
  restoreStore,
  transact,
  type BackupManifest,
  type BackupProgress,
} from '../../db/public.ts';
import { unfinishedGifts } from '../../gifting/public.ts';
import { systemClock } from '../../kernel/public.ts';
import { createLedger, type AuditReport } from '../../ledger/public.ts';
import { logLevel, storePlace, type StorePlace } from '../configuration.ts';
import { prepareJobs, scheduleGift } from '../jobs.ts';
import { openLog, type Log } from '../log.ts';
import { EXIT } from '../outcome.ts';
import { ending, storeCommand, type StoreOptions } from './command.ts';
import { progressBar } from './progress.ts';
import { scheduleUnfinishedSharing } from '../sharing.ts';
import { scheduleUnfinishedWays } from '../ways.ts';

export const restoreCommand = (): Command =>
  storeCommand('restore')
    .argument('<folder>', 'what `largesse backup` wrote')
    .addHelpText(
      'after',
      '\nThere must be no store yet in --data or at --database-url: nothing is ever written over. The\n' +
        'store appears whole or not at all. Gifts that were on their way are delivered once Largesse\n' +
        'runs on it. Exits with 4 when the audit finds a break, which the backup then had as well.',
    )
    .action((folder: string, options: StoreOptions) =>
      ending(options.json === true, () => restore(folder, options)),
    );

async function restore(folder: string, options: StoreOptions): Promise<number> {
  const asJson = options.json === true;
  const bar = progressBar('rows', !asJson);
  const { manifest, giftsScheduled, audit } = await restoreProduct({
    place: storePlace(options),
    folder,
    log: openLog(logLevel()),
    onProgress: ({ table, rows, totalRows }) => bar.show(rows, totalRows, table),
  }).finally(() => bar.end());
  const { snapshotAt, tables } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if (asJson)
    console.log(JSON.stringify({ restored: { folder, snapshotAt, rows, giftsScheduled }, audit }));
  else {
    console.log(`${rows} rows, as of ${snapshotAt}; ${giftsScheduled} gifts on their way.`);
    for (const { rule, accountId, subject } of audit.breaks)
      console.log(
        `  BROKEN ${rule}: account ${accountId ?? 'unknown'}, ${subject ?? 'as a whole'}`,
      );
    console.log(
      audit.conserved
        ? `${audit.accounts} accounts, ${audit.postings} postings: every octet is accounted for.`
        : 'Octets are not conserved, and were not when this was backed up.',
    );
  }
  return audit.conserved ? EXIT.done : EXIT.broken;
}

export type RestoredProduct = {
  readonly manifest: BackupManifest;
  readonly giftsScheduled: number;
  readonly audit: AuditReport;
};

/** Restores a store, and gives its gifts the jobs again that move them on: the queue is not backed up. */
export async function restoreProduct(options: {
  readonly place: StorePlace;
  readonly schema?: string;
  readonly folder: string;
  readonly log: Log;
  readonly onProgress?: BackupProgress;
}): Promise<RestoredProduct> {
  const { place, schema = 'largesse', log, ...rest } = options;
  let giftsScheduled = 0;
  let audit: AuditReport | undefined;
  const manifest = await restoreStore({
    ...place,
    ...rest,
    schema,
    log,
    beforeVisible: async (restored) => {
      const store = await openStore({ ...restored, log });
      const ledger = createLedger({ store, clock: systemClock });
      try {
        audit = await ledger.audit();
        // The queue goes by the name that the store will have. Where there is one already, its jobs are of
        // a store long gone, and find nothing to do.
        const named = { ...store, schema };
        await prepareJobs(named, log);
        const unfinished = await unfinishedGifts(store);
        await transact(store, async ({ client }) => {
          for (const { gift, dueAt } of unfinished) await scheduleGift(named, client, gift, dueAt);
        });
        await scheduleUnfinishedWays(store, named);
        await scheduleUnfinishedSharing(store, named, systemClock.now());
        giftsScheduled = unfinished.length;
      } finally {
        await ledger.close();
        await store.close();
      }
    },
  });
  if (audit === undefined) throw new Error('a store is audited before it is seen');
  return { manifest, giftsScheduled, audit };
}
