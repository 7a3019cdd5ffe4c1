// Does what an action asks for. Every ledger command and every gift carries the action's id as its key, so
// an action that was cut off half way is performed again, and done once.

import { cycleAt } from '../../catalog/public.ts';
import { accept, HOUR, invariant, octets, refuse, type Result } from '../../kernel/public.ts';
import { BUCKET_KINDS, type BucketKind, type Scope } from '../../ledger/public.ts';
import type { ActionRow, Outcome } from './action.ts';
import type { BucketRow, Buckets } from './buckets.ts';
import type { AnyRefusal } from './error.ts';
import { giftKeyOf } from './events.ts';
import { octetsOf } from './quantity.ts';
import type { TmfServices } from './services.ts';
import { endOf, startOf } from './target.ts';

export type Perform = (row: ActionRow) => Promise<Result<Outcome, AnyRefusal>>;

const RESERVED_FOR = HOUR;
/** The reason of an adjustment whose payment was taken back. Every other is care's. */
const CHARGEBACK = 'chargeback';

/** A reservation is a hold that never settles; beside gifts in escrow it has a name of its own. */
export const reservationOf = (actionId: string): string => `reservation:${actionId}`;

export function createPerform(
  { ledger, gifting, directory, timeZone }: TmfServices,
  buckets: Buckets,
): Perform {
  const grant = async (
    row: ActionRow,
    about: {
      kind: Exclude<BucketKind, 'gift'>;
      scope: Scope;
      amount: number;
      units: string;
      expiresAt: number;
    },
  ): Promise<Result<Outcome, AnyRefusal>> => {
    const amount = octetsOf(about);
    if (!amount.ok) return amount;
    const granted = await ledger.execute({
      name: 'grant',
      accountId: row.account_id,
      key: `tmf654:${row.action_id}`,
      kind: about.kind,
      scope: about.scope,
      origin: `tmf654:${row.action_id}`,
      octets: amount.value,
      validFrom: startOf(row.request, row.requested_at),
      expiresAt: about.expiresAt,
    });
    return granted.ok ? accept({ bucketNumber: granted.value.bucketNumber }) : granted;
  };
  const bucketOf = async (row: ActionRow) => {
    const bucket = await buckets.row(row.request.bucket.id);
    invariant(bucket !== undefined, 'a bucket that an action names is never deleted');
    return bucket;
  };
  const open: Perform = async (row) => {
    const line = await directory.line(row.account_id);
    invariant(line !== undefined, 'an action is about a line');
    const { request } = row;
    invariant(request.remainingValue !== undefined, 'a new bucket says what it has');
    const { endsAt } = cycleAt(row.requested_at, line.cycleDay, timeZone);
    const expiresAt = endOf(request, { expires_at: endsAt });
    return grant(row, { kind: 'pack', scope: 'any', expiresAt, ...request.remainingValue });
  };
  const topUp: Perform = async (row) => {
    const bucket = await bucketOf(row);
    const expiresAt = endOf(row.request, bucket);
    return grant(row, { kind: 'pack', scope: bucket.scope, expiresAt, ...row.request.amount });
  };
  /** Downwards, of the bucket named and no other: the client says which pack, or whose goodwill, was wrong. */
  const takeBack = async (
    row: ActionRow,
    bucket: BucketRow,
  ): Promise<Result<Outcome, AnyRefusal>> => {
    if (bucket.kind === 'gift') return refuse({ code: 'gift_not_adjustable' });
    const { amount, units } = row.request.amount;
    const asked = octetsOf({ amount: -amount, units });
    if (!asked.ok) return asked;
    const taken = await ledger.execute({
      name: 'withdraw',
      accountId: row.account_id,
      key: `tmf654:${row.action_id}`,
      reason: row.request.reason?.trim().toLowerCase() === CHARGEBACK ? CHARGEBACK : 'adjustment',
      reference: `tmf654:${row.action_id}`,
      octets: asked.value,
      fromBuckets: [bucket.bucket_number],
    });
    return taken.ok ? accept({}) : taken;
  };
  const adjust: Perform = async (row) => {
    const bucket = await bucketOf(row);
    if (row.request.amount.amount < 0) return takeBack(row, bucket);
    const expiresAt = endOf(row.request, bucket);
    return grant(row, { kind: 'goodwill', scope: bucket.scope, expiresAt, ...row.request.amount });
  };
  const transfer: Perform = async (row) => {
    const amount = octetsOf(row.request.amount);
    if (!amount.ok) return amount;
    const given = await gifting.give({
      giver: row.account_id,
      toMsisdn: row.request.receiverLogicalResource?.id ?? '',
      octets: amount.value,
      key: giftKeyOf(row.action_id),
    });
    return given.ok ? accept({ giftId: given.value.id }) : given;
  };
  const reserve: Perform = async (row) => {
    const amount = octetsOf(row.request.amount);
    if (!amount.ok) return amount;
    const bucket = await bucketOf(row);
    const { endDateTime } = row.request.validFor ?? {};
    const held = await ledger.execute({
      name: 'hold_gift',
      accountId: row.account_id,
      key: `tmf654:${row.action_id}`,
      giftId: reservationOf(row.action_id),
      octets: amount.value,
      givableKinds: BUCKET_KINDS,
      fromBuckets: [bucket.bucket_number],
      floorOctets: octets(0),
      limit: [],
      usableUntil: row.requested_at,
      holdUntil:
        endDateTime === undefined ? row.requested_at + RESERVED_FOR : Date.parse(endDateTime),
    });
    return held.ok ? accept({ bucketNumber: bucket.bucket_number }) : held;
  };
  const BY_KIND = { bucket: open, topup: topUp, adjust, transfer, reserve };
  return (row) => BY_KIND[row.kind](row);
}
