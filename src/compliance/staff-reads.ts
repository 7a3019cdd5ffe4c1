// What the carrier's staff read of people is on record: who, what, of whom, why and when. The record is made
// before anything is read, so that what cannot be recorded is not shown.

import type { Store } from '../db/public.ts';
import {
  accept,
  newId,
  partOfId,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../kernel/public.ts';

export const STAFF_READ = ['reports', 'history'] as const;
export type StaffReadWhat = (typeof STAFF_READ)[number];

export type StaffRead = {
  readonly id: string;
  readonly at: Instant;
  /** As whoever runs Largesse knows its people. */
  readonly staff: string;
  readonly what: StaffReadWhat;
  /** Null where it was of many people. */
  readonly accountId: AccountId | null;
  /** In the reader's words: a case's number, say. */
  readonly why: string;
};

export type StaffReadRefusal =
  | { readonly code: 'staff_unnamed'; readonly longest: number }
  | { readonly code: 'why_missing'; readonly shortest: number; readonly longest: number };

export type StaffReads = {
  /** Refuses, in this order: staff_unnamed, why_missing. */
  keep(read: Omit<StaffRead, 'id' | 'at'>): Promise<Result<StaffRead, StaffReadRefusal>>;
  /** The newest first, from before that instant; of one person, or of all. */
  list(page: {
    readonly limit: number;
    readonly before?: Instant;
    readonly accountId?: AccountId;
  }): Promise<readonly StaffRead[]>;
};

const LONGEST_NAME = 100;
const WHY = { shortest: 5, longest: 500 };

export function createStaffReads(
  { pool, parts }: Pick<Store, 'pool' | 'parts'>,
  clock: Clock,
): StaffReads {
  return {
    async keep({ staff, what, accountId, why }) {
      const name = staff.trim();
      if (!isText(name) || name.length === 0 || name.length > LONGEST_NAME)
        return refuse({ code: 'staff_unnamed', longest: LONGEST_NAME });
      const said = why.trim();
      if (!isText(said) || said.length < WHY.shortest || said.length > WHY.longest)
        return refuse({ code: 'why_missing', ...WHY });
      const at = clock.now();
      const id = newId(at);
      await pool.query(
        `insert into staff_read (part, read_id, read_at, staff, what, account_id, why)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [partOfId(id, parts), id, new Date(at), name, what, accountId, said],
      );
      return accept({ id, at, staff: name, what, accountId, why: said });
    },
    async list({ limit, before, accountId }) {
      const { rows } = await pool.query<{
        read_id: string;
        read_at: Instant;
        staff: string;
        what: StaffReadWhat;
        account_id: AccountId | null;
        why: string;
      }>(
        `select read_id, read_at, staff, what, account_id, why from staff_read
         where ($1::timestamptz is null or read_at < $1) and ($2::bigint is null or account_id = $2)
         order by read_at desc, read_id desc limit $3`,
        [before === undefined ? null : new Date(before), accountId ?? null, limit],
      );
      return rows.map((row) => ({
        id: row.read_id,
        at: row.read_at,
        staff: row.staff,
        what: row.what,
        accountId: row.account_id,
        why: row.why,
      }));
    },
  };
}

/** PostgreSQL keeps no NUL and no half of a surrogate pair. */
const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
