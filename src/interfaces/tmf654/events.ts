// The events of a hub: an action was made, was cancelled, or failed.

import type { PoolClient } from 'pg';
import type { Gift } from '../../gifting/public.ts';
import { newId, partOfId, type Clock } from '../../kernel/public.ts';
import { actionResource, NAMES, type ActionKind, type ActionRow } from './action.ts';
import { createActions } from './actions.ts';
import type { TmfServices } from './services.ts';

const WHAT = ['Create', 'Cancel', 'Failure'] as const;
type What = (typeof WHAT)[number];

export const TMF_EVENT_TYPES: readonly string[] = Object.values(NAMES).flatMap(({ event }) =>
  WHAT.map((what) => `${event}${what}Event`),
);

/** The key of a gift that is a transfer. */
const GIFT_KEY = 'tmf654:';
export const giftKeyOf = (actionId: string): string => `${GIFT_KEY}${actionId}`;

export type Tell = (client: PoolClient, row: ActionRow, what: What) => Promise<void>;

export function createTell(
  { emit, store, clock }: Pick<TmfServices, 'emit' | 'store' | 'clock'>,
  partOfRow = (row: ActionRow) => partOfId(row.action_id, store.parts),
): Tell {
  return async (client, row, what) => {
    if (!isAction(row)) return; // the file has no event of a bucket
    await emit(client, partOfRow(row), eventOf(row, what, clock));
  };
}

/** Opened by POST /bucket, a bucket is a resource of its own. */
const isAction = (row: ActionRow): row is ActionRow & { readonly kind: ActionKind } =>
  row.kind !== 'bucket';

function eventOf(row: ActionRow & { readonly kind: ActionKind }, what: What, clock: Clock) {
  const { event, path } = NAMES[row.kind];
  return {
    id: newId(clock.now()),
    format: 'tmf654' as const,
    type: `${event}${what}Event`,
    subject: `${path}/${row.action_id}`,
    data: { [path]: actionResource(row) },
    at: clock.now(),
  };
}

const WHAT_OF_GIFT: { readonly [state in Gift['state']]?: What } = {
  undone: 'Cancel',
  declined: 'Cancel',
  returned: 'Failure',
};

/** Tells listeners what became of a gift that is a transfer, in the transaction that changes the gift. */
export function createTransferEvents(
  services: Pick<TmfServices, 'emit' | 'store' | 'clock' | 'directory'>,
): (client: PoolClient, gift: Gift) => Promise<void> {
  const { store, directory, clock } = services;
  const actions = createActions(store, directory, clock);
  const tell = createTell(services, (row) => row.account_part);
  return async (client, gift) => {
    const what = WHAT_OF_GIFT[gift.state];
    if (what === undefined || !gift.key.startsWith(GIFT_KEY)) return;
    const row = await actions.findWithin(client, gift.key.slice(GIFT_KEY.length));
    if (row === undefined) return;
    const now = { gift_state: gift.state, gift_ended_at: gift.endedAt };
    await tell(client, { ...row, ...now, gift_delivered_at: gift.deliveredAt }, what);
  };
}
