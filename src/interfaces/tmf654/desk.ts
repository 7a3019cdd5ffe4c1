// Actions from their beginning to their end: kept, performed, told of, cancelled, forgotten.

import { createHash } from 'node:crypto';
import {
  accept,
  DAY,
  idOfWords,
  invariant,
  MINUTE,
  newId,
  refuse,
  type Result,
} from '../../kernel/public.ts';
import { statusOfAction, type ActionRow, type Kind } from './action.ts';
import type { Actions } from './actions.ts';
import type { Buckets } from './buckets.ts';
import type { AnyRefusal } from './error.ts';
import { createTell } from './events.ts';
import { createPerform, reservationOf } from './perform.ts';
import type { ActionRequest } from './schemas.ts';
import type { TmfServices } from './services.ts';
import { findTarget } from './target.ts';

type Answered = Result<ActionRow, AnyRefusal>;

export type Desk = {
  /**
   * Does an action. The same key and request are answered as the first time, also when that was a refusal.
   * Refuses as findTarget does, then key_reused, and then as the ledger or gifting do.
   */
  create(
    kind: Kind,
    asked: { clientId: string; key: string | undefined; request: ActionRequest },
  ): Promise<Answered>;
  /**
   * Cancels: undoes a transfer within its window, releases a reservation. Twice is as once. Refuses
   * action_completed for octets that have come, action_ended, and as undoing a gift does.
   */
  cancel(row: ActionRow): Promise<Answered>;
  /** Takes an action out of sight. What it set aside comes back; what was done stays done. */
  forget(row: ActionRow): Promise<void>;
  /** Ends actions that were cut off half way. Answers how many. */
  resume(): Promise<number>;
};

export function createDesk(services: TmfServices, actions: Actions, buckets: Buckets): Desk {
  const { clock, directory, gifting, ledger } = services;
  const perform = createPerform(services, buckets);
  const tell = createTell(services);

  const finish = async (row: ActionRow): Promise<Answered> => {
    const performed = await perform(row);
    const ended = performed.ok
      ? ({ state: 'completed', outcome: performed.value } as const)
      : ({ state: 'failed', refusal: performed.refusal } as const);
    await actions.end(row.action_id, 'created', ended, (client, after) =>
      tell(client, after, performed.ok ? 'Create' : 'Failure'),
    );
    return answerOf(await mustFind(row.action_id));
  };

  const mustFind = async (id: string): Promise<ActionRow> => {
    const row = await actions.find(id);
    invariant(row !== undefined, 'an action that was kept is found');
    return row;
  };

  const release = async (row: ActionRow): Promise<boolean> => {
    const released = await ledger.execute({
      name: 'release_gift',
      accountId: row.account_id,
      key: `tmf654:${row.action_id}:release`,
      giftId: reservationOf(row.action_id),
      uncount: [],
    });
    return released.ok;
  };

  const cancel: Desk['cancel'] = async (row) => {
    const status = statusOfAction(row);
    if (status === 'cancelled') return accept(row);
    if (status === 'failed') return refuse({ code: 'action_ended', status });
    const { giftId } = row.outcome ?? {};
    if (row.kind === 'transfer' && giftId !== undefined) {
      const undone = await gifting.undo(row.account_id, giftId);
      return undone.ok ? accept(await mustFind(row.action_id)) : undone;
    }
    if (row.kind !== 'reserve') return refuse({ code: 'action_completed' });
    // It lapsed by itself, or another cancelled it a moment ago.
    if (!(await release(row))) return refuse({ code: 'action_ended', status });
    await actions.end(row.action_id, 'completed', { state: 'cancelled' }, (client, after) =>
      tell(client, after, 'Cancel'),
    );
    return accept(await mustFind(row.action_id));
  };

  return {
    cancel,
    async create(kind, { clientId, key, request }) {
      const id =
        key === undefined ? newId(clock.now()) : idOfWords(clientId, 'balance_action', key);
      const digest = digestOf(kind, request);
      const known = key === undefined ? undefined : await actions.find(id);
      if (known === undefined) {
        const target = await findTarget(kind, request, clock.now(), { buckets, directory });
        if (!target.ok) return target;
        const { accountId } = target.value;
        await actions.insert({ id, clientId, kind, accountId, digest, request });
      }
      const row = known ?? (await mustFind(id));
      if (row.digest !== digest) return refuse({ code: 'key_reused', key: key ?? '' });
      return row.state === 'created' ? finish(row) : answerOf(row);
    },
    async forget(row) {
      // What cannot be cancelled any more is forgotten all the same: the history still has it.
      if (row.kind === 'transfer' || row.kind === 'reserve') await cancel(row);
      await actions.forget(row.action_id);
    },
    async resume() {
      const now = clock.now();
      const rows = await actions.unfinished(now - DAY, now - MINUTE);
      for (const row of rows) await finish(row);
      return rows.length;
    },
  };
}

const answerOf = (row: ActionRow): Answered =>
  row.refusal === null ? accept(row) : refuse(row.refusal as AnyRefusal);

/** Of what was asked, in whatever order its fields came. */
const digestOf = (kind: Kind, request: ActionRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, request], inOneOrder))
    .digest('base64url');

const inOneOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)),
      )
    : value;
