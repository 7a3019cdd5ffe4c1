// An account that is no line's: a pool's or a tank's. It takes part in gifts as a line does, with a name, a
// plan that policies can be for, and no number. So whatever holds for a gift (undo, expiry, lineage, return,
// receipt) holds for what is put in and taken out.

import type { Selectable } from 'kysely';
import type { OnClosing } from '../../catalog/public.ts';
import type { Database, Store } from '../../db/public.ts';
import { partOf, type AccountId, type Instant } from '../../kernel/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';

export type SharedAccount = {
  readonly id: AccountId;
  readonly kind: 'pool' | 'tank';
  readonly name: string;
  readonly planId: string;
  /** The line of a pool's holder. */
  readonly holder: AccountId | null;
  /** Of one that is closing no more is asked for; what it has goes home. */
  readonly state: 'open' | 'closing' | 'closed';
  readonly openedAt: Instant;
  readonly closingAt: Instant | null;
  /** The last alert that its holder was sent, in percent used. */
  readonly alertedPercent: number;
  /** Of a tank that is closing: what becomes of what it has, and the plan that it was on. */
  readonly closing?: { readonly rest: OnClosing; readonly planId: string };
};

export const sharedAccountOf = (row: Selectable<Database['shared_account']>): SharedAccount => ({
  id: row.account_id,
  kind: row.kind as SharedAccount['kind'],
  name: row.name,
  planId: row.plan_id,
  holder: row.holder_account_id,
  state: row.state as SharedAccount['state'],
  openedAt: row.opened_at,
  closingAt: row.closing_at,
  alertedPercent: row.alerted_percent,
  ...(row.closing === null
    ? {}
    : { closing: row.closing as NonNullable<SharedAccount['closing']> }),
});

export async function readSharedAccount(
  { kysely, parts }: Pick<Store, 'kysely' | 'parts'>,
  id: AccountId,
): Promise<SharedAccount | undefined> {
  const row = await kysely
    .selectFrom('shared_account')
    .selectAll()
    .where('part', '=', partOf(id, parts))
    .where('account_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : sharedAccountOf(row);
}

/** Nobody can be reached by it: it has no number. */
export const isShared = (line: Pick<Line, 'msisdn'>): boolean => line.msisdn === '';

/** A directory that also knows what lines share, by account only: no number leads there. */
export function withSharedAccounts(directory: Directory, store: Store): Directory {
  return {
    ...directory,
    line: async (accountId) =>
      (await directory.line(accountId)) ?? sharedLine(directory, store, accountId),
  };
}

async function sharedLine(
  directory: Directory,
  store: Store,
  accountId: AccountId,
): Promise<Line | undefined> {
  const shared = await readSharedAccount(store, accountId);
  if (shared === undefined) return undefined;
  const holder = shared.holder === null ? undefined : await directory.line(shared.holder);
  return {
    accountId,
    // What the holder is to others, its pool is: of one account, of one family, of one brand.
    holderId: holder?.holderId ?? NOBODY,
    planId: shared.planId,
    msisdn: '',
    imsi: '',
    iccid: '',
    eid: '',
    name: shared.name,
    language: holder?.language ?? 'en',
    findable: 'nobody',
    // What is on its way while it closes may still arrive, and then goes home with the rest.
    status: shared.state === 'closed' ? 'closed' : 'active',
    cycleDay: holder?.cycleDay ?? 1,
    activatedAt: shared.openedAt,
    standing:
      holder === undefined
        ? {}
        : {
            brand: holder.standing?.brand ?? '',
            payment: holder.standing?.payment ?? 'postpaid',
            familyId: holder.standing?.familyId ?? null,
          },
  };
}

/** No account holder has this id. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
