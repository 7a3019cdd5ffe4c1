// An action on a balance as it is kept, and as it is shown.

import type { AccountId, Instant } from '../../kernel/public.ts';
import { bucketId, hrefOf } from './ids.ts';
import { lineRefs, type LineColumns } from './line-refs.ts';
import type { ActionRequest } from './schemas.ts';

export const KINDS = ['bucket', 'topup', 'adjust', 'transfer', 'reserve'] as const;
export type Kind = (typeof KINDS)[number];
export type ActionKind = Exclude<Kind, 'bucket'>;
export type ActionStatus = 'created' | 'failed' | 'cancelled' | 'completed';

export type ActionRow = LineColumns & {
  readonly action_id: string;
  readonly client_id: string;
  readonly kind: Kind;
  readonly account_part: number;
  readonly digest: string;
  readonly request: ActionRequest;
  readonly state: ActionStatus;
  readonly outcome: Outcome | null;
  readonly refusal: { readonly code: string } | null;
  readonly requested_at: Instant;
  readonly confirmed_at: Instant | null;
  readonly deleted_at: Instant | null;
  /** Of the gift that a transfer is. */
  readonly gift_state: string | null;
  readonly gift_ended_at: Instant | null;
  readonly gift_delivered_at: Instant | null;
};

/** What an action became in the ledger. */
export type Outcome = { readonly bucketNumber?: number; readonly giftId?: string };

type Names = {
  /** In paths. */
  readonly path: string;
  /** In the names of events. */
  readonly event: string;
};
export const NAMES: { readonly [kind in ActionKind]: Names } = {
  topup: { path: 'topupBalance', event: 'TopupBalance' },
  adjust: { path: 'adjustBalance', event: 'AdjustBalance' },
  transfer: { path: 'transferBalance', event: 'TransferBalance' },
  reserve: { path: 'reserveBalance', event: 'ReserveBalance' },
};

/** A transfer is as far as its gift. */
const STATUS_OF_GIFT: { readonly [state: string]: ActionStatus } = {
  asked: 'created',
  held: 'created',
  in_transit: 'created',
  delivered: 'completed',
  declining: 'completed',
  undone: 'cancelled',
  declined: 'cancelled',
  returned: 'failed',
};

export const statusOfAction = (row: ActionRow): ActionStatus =>
  row.gift_state === null ? row.state : (STATUS_OF_GIFT[row.gift_state] ?? row.state);

const iso = (at: Instant): string => new Date(at).toISOString();

export type ActionResource = { readonly id: string; readonly href: string };

export const actionResource = (row: ActionRow & { readonly kind: ActionKind }): ActionResource =>
  resourceOf(row, NAMES[row.kind].path);

/** In the history every action says who received, which where nothing was passed on is the line itself. */
export const historyResource = (row: ActionRow): ActionResource => {
  const resource = resourceOf(row, 'balanceActionHistory');
  const [own] = lineRefs(row).logicalResource;
  return { receiverLogicalResource: own, ...resource, '@type': `${row.kind}Balance` } as never;
};

function resourceOf(row: ActionRow, path: string): ActionResource {
  const { request, outcome } = row;
  const confirmedAt = row.gift_delivered_at ?? row.gift_ended_at ?? row.confirmed_at;
  const opened =
    outcome?.bucketNumber === undefined
      ? undefined
      : bucketId({ accountId: row.account_id, number: outcome.bucketNumber });
  return {
    ...request,
    ...lineRefs(row),
    id: row.action_id,
    href: hrefOf(path, row.action_id),
    status: statusOfAction(row),
    requestedDate: iso(row.requested_at),
    ...(confirmedAt === null ? {} : { confirmationDate: iso(confirmedAt) }),
    ...(row.refusal === null ? {} : { reason: row.refusal.code }),
    // Octets that come have a bucket of their own: they lapse when they do, whatever the others do.
    ...(opened === undefined
      ? {}
      : { openedBucket: { id: opened, href: hrefOf('bucket', opened) } }),
    '@type': path.charAt(0).toUpperCase() + path.slice(1),
  } as ActionResource;
}

export type AccountName = { readonly accountId: AccountId; readonly accountPart: number };
