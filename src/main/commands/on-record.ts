// Commands that show staff what is somebody's: who reads, and why, is asked for and kept before anything is read.

import type { Command } from 'commander';
import { createStaffReads, type StaffReadWhat } from '../../compliance/public.ts';
import type { AccountId } from '../../kernel/public.ts';
import { staffName } from '../configuration.ts';
import { Refused } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import type { StoreOptions } from './command.ts';

export type OnRecordOptions = StoreOptions & { why: string; staff?: string };

export const onRecord = (command: Command): Command =>
  command
    .requiredOption('--why <reason>', 'why you read this, as a case’s number; kept on record')
    .option('--staff <name>', 'who reads (default: LARGESSE_STAFF, or the user of this machine)');

/** Ends the command where it cannot be kept. */
export async function keepOnRecord(
  { store, clock }: Pick<Ground, 'store' | 'clock'>,
  { why, staff }: OnRecordOptions,
  what: StaffReadWhat,
  accountId: AccountId | null,
): Promise<void> {
  const read = { staff: staff ?? staffName(), what, accountId, why };
  const kept = await createStaffReads(store, clock).keep(read);
  if (!kept.ok) throw new Refused(kept.refusal, WORDS[kept.refusal.code]);
}

const WORDS = {
  staff_unnamed: 'say who reads this with --staff, in at most 100 characters',
  why_missing: 'say why you read this with --why, in 5 to 500 characters',
} as const;
