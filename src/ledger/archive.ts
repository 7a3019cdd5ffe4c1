// Takes old months of postings out of the store: each is written to a file, the file is read back and
// held against the table, and then the table is dropped whole. What the audit needs stays behind.
//
// Whatever stops this half way leaves the month in the store; the next run writes its file anew.

import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFile, flushFolder, transact, type Store } from '../db/public.ts';
import { accept, refuse, type Clock, type Result } from '../kernel/public.ts';
import { carryAndDrop } from './archive/carry.ts';
import { sha256OfFile, writeParquet } from './archive/parquet.ts';
import { refuseDifference, totalsOfTable, type Totals } from './archive/totals.ts';
import {
  listMonths,
  makeMonth,
  monthOf,
  monthsLater,
  startOfMonth,
  tableOfMonth,
  type Month,
} from './months.ts';

export type ArchivedMonth = {
  readonly month: Month;
  /** 1, or more when postings with instants in this month came after it was archived. */
  readonly number: number;
  readonly file: string;
  readonly fileOctets: number;
  readonly sha256: string;
  readonly totals: Totals;
};

export type Archived = {
  readonly archived: readonly ArchivedMonth[];
  /** Months that stay in posting_other, having no table of their own. */
  readonly left: readonly Month[];
};

/** A session or a gift that began last month may still be going on: this month and the last one stay. */
export type ArchiveRefusal = {
  readonly code: 'month_too_young';
  readonly before: Month;
  /** The latest that may be asked for today. */
  readonly latestBefore: Month;
};

export type ArchiveOptions = {
  readonly store: Store;
  readonly clock: Clock;
  /** All months before this one. */
  readonly before: Month;
  readonly folder: string;
  /** Waited for: `dropping` is said when the file is verified and the month still there. */
  readonly onStep?: (month: Month, step: 'writing' | 'dropping' | 'done') => void | Promise<void>;
};

/** Refuses: month_too_young. Faults name the month and leave it in the store. */
export async function archivePostings(
  options: ArchiveOptions,
): Promise<Result<Archived, ArchiveRefusal>> {
  const { store, clock, before, folder } = options;
  const latestBefore = monthsLater(monthOf(clock.now()), -1);
  if (before > latestBefore) return refuse({ code: 'month_too_young', before, latestBefore });
  const left: Month[] = [];
  for (const month of await strayMonths(store, before))
    if (!(await makeMonth(store, month))) left.push(month);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const archived: ArchivedMonth[] = [];
  for (const month of await listMonths(store))
    if (month < before) archived.push(await archiveMonth(options, month));
  return accept({ archived, left });
}

/** Months before this one whose postings went to the default table: nobody had made theirs. */
async function strayMonths({ pool }: Store, before: Month): Promise<Month[]> {
  const { rows } = await pool.query<{ month: Month }>(
    `select distinct to_char(at at time zone 'UTC', 'YYYY-MM') as month
     from posting_other where at < to_timestamp($1::float8 / 1000) order by 1`,
    [startOfMonth(before)],
  );
  return rows.map(({ month }) => month);
}

async function archiveMonth(options: ArchiveOptions, month: Month): Promise<ArchivedMonth> {
  const { store, clock, folder, onStep } = options;
  await onStep?.(month, 'writing');
  const { rows } = await store.pool.query<{ count: number }>(
    'select count(*) from posting_archive where month = $1',
    [month],
  );
  const number = (rows[0]?.count ?? 0) + 1;
  const name = `posting-${month}${number === 1 ? '' : `.${number}`}`;
  const file = `${name}.parquet`;
  const written = await writeVerified(store, month, join(folder, file));
  const about = { month, number, file, ...written };
  const totalsFile = join(folder, `${name}.json`);
  await writeFile(`${totalsFile}.partial`, `${JSON.stringify(about, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  await rename(`${totalsFile}.partial`, totalsFile);
  await flushFolder(folder);
  await onStep?.(month, 'dropping');
  await carryAndDrop(store, about, clock.now());
  await onStep?.(month, 'done');
  return about;
}

/** Writes the file and holds it against the table, both at one instant. */
async function writeVerified(
  store: Store,
  month: Month,
  file: string,
): Promise<Pick<ArchivedMonth, 'totals' | 'sha256' | 'fileOctets'>> {
  const partial = `${file}.partial`;
  try {
    const table = tableOfMonth(month);
    const [inStore, inFile] = await transact(
      store,
      async ({ client }) => {
        await client.query('set local statement_timeout = 0');
        await client.query('set local idle_in_transaction_session_timeout = 0');
        return [
          await totalsOfTable(client, table),
          await writeParquet(client, table, partial),
        ] as const;
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    refuseDifference(month, inStore, inFile);
    const sha256 = await sha256OfFile(partial);
    await flushFile(partial);
    await rename(partial, file);
    return { totals: inStore, sha256, fileOctets: (await stat(file)).size };
  } finally {
    await rm(partial, { force: true });
  }
}
