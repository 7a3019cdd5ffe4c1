// What the rules of giving ask about a line beyond what it is: where it stands with the carrier. The
// carrier's own systems say so; a line that nothing was said of is as any other.

import type { Selectable, Updateable } from 'kysely';
import type { Database } from '../db/public.ts';
import type { AccountId, Instant } from '../kernel/public.ts';

export const PAYMENTS = ['prepaid', 'postpaid'] as const;
export type Payment = (typeof PAYMENTS)[number];

/** What the person on a line is to the account: its holder, somebody the holder authorised, or neither. */
export const LINE_ROLES = ['holder', 'authorised', 'member'] as const;
export type LineRole = (typeof LINE_ROLES)[number];

export type Standing = {
  /** The brand it was sold under; empty where a carrier has one only. */
  readonly brand: string;
  readonly payment: Payment;
  readonly role: LineRole;
  /** Lines of several account holders may be one family. Those of one holder always are. */
  readonly familyId: string | null;
  /** A year and no date: enough for a rule about age, and less to lose. */
  readonly birthYear: number | null;
  /** The carrier knows it to be a minor's, without knowing the year. */
  readonly isMinor: boolean;
  /** The line of whoever consents for a minor. */
  readonly guardian: AccountId | null;
  readonly billUnpaidSince: Instant | null;
  readonly simChangedAt: Instant | null;
  readonly deviceChangedAt: Instant | null;
  readonly portedInAt: Instant | null;
  readonly credentialsResetAt: Instant | null;
  /** When the network last saw it. */
  readonly lastActiveAt: Instant | null;
};

export const USUAL_STANDING: Standing = {
  brand: '',
  payment: 'postpaid',
  role: 'holder',
  familyId: null,
  birthYear: null,
  isMinor: false,
  guardian: null,
  billUnpaidSince: null,
  simChangedAt: null,
  deviceChangedAt: null,
  portedInAt: null,
  credentialsResetAt: null,
  lastActiveAt: null,
};

const dateOrNull = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

/** The columns of what is said; nothing of what is not. */
export function standingColumns(said: Partial<Standing>): Updateable<Database['line']> {
  const row: Updateable<Database['line']> = {};
  if (said.brand !== undefined) row.brand = said.brand;
  if (said.payment !== undefined) row.payment = said.payment;
  if (said.role !== undefined) row.role = said.role;
  if (said.familyId !== undefined) row.family_id = said.familyId;
  if (said.birthYear !== undefined) row.birth_year = said.birthYear;
  if (said.isMinor !== undefined) row.is_minor = said.isMinor;
  if (said.guardian !== undefined) row.guardian_account_id = said.guardian;
  if (said.billUnpaidSince !== undefined) row.bill_unpaid_since = dateOrNull(said.billUnpaidSince);
  if (said.simChangedAt !== undefined) row.sim_changed_at = dateOrNull(said.simChangedAt);
  if (said.deviceChangedAt !== undefined) row.device_changed_at = dateOrNull(said.deviceChangedAt);
  if (said.portedInAt !== undefined) row.ported_in_at = dateOrNull(said.portedInAt);
  if (said.credentialsResetAt !== undefined)
    row.credentials_reset_at = dateOrNull(said.credentialsResetAt);
  if (said.lastActiveAt !== undefined) row.last_active_at = dateOrNull(said.lastActiveAt);
  return row;
}

export const standingOf = (row: Selectable<Database['line']>): Standing => ({
  brand: row.brand,
  payment: row.payment as Payment,
  role: row.role as LineRole,
  familyId: row.family_id,
  birthYear: row.birth_year,
  isMinor: row.is_minor,
  guardian: row.guardian_account_id,
  billUnpaidSince: row.bill_unpaid_since,
  simChangedAt: row.sim_changed_at,
  deviceChangedAt: row.device_changed_at,
  portedInAt: row.ported_in_at,
  credentialsResetAt: row.credentials_reset_at,
  lastActiveAt: row.last_active_at,
});
