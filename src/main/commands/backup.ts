import type { Command } from 'commander';
import { backUpStore } from '../../db/public.ts';
import { logLevel, storePlace } from '../configuration.ts';
import { openLog } from '../log.ts';
import { ending, storeCommand, type StoreOptions } from './command.ts';
import { progressBar } from './progress.ts';

export const backupCommand = (): Command =>
  storeCommand('backup')
    .argument('<folder>', 'a folder that is not there yet')
    .addHelpText(
      'after',
      '\nThe backup shows one instant, and can be restored into an embedded store or any PostgreSQL from\n' +
        '15. It does not bring the store up to date: take it before an upgrade. It holds what subscribers\n' +
        'are called and whom they give to, so keep it as you keep the store.',
    )
    .action((folder: string, options: StoreOptions) =>
      ending(options.json === true, () => backup(folder, options)),
    );

async function backup(folder: string, options: StoreOptions): Promise<undefined> {
  const asJson = options.json === true;
  const bar = progressBar('rows', !asJson);
  const manifest = await backUpStore({
    ...storePlace(options),
    folder,
    log: openLog(logLevel()),
    onProgress: ({ table, rows, totalRows }) => bar.show(rows, totalRows, table),
  }).finally(() => bar.end());
  const { snapshotAt, tables } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const fileOctets = tables.reduce((sum, table) => sum + table.fileOctets, 0);
  if (asJson) console.log(JSON.stringify({ backup: { folder, snapshotAt, rows, fileOctets } }));
  else
    console.log(
      `${rows} rows of ${tables.length} tables, as of ${snapshotAt}, in ${folder} (${fileOctets} bytes).`,
    );
}
