// Work for later, as the product asks for it: done when the clock gets there, in the order in which it fell due.
// What falls due at one instant is done by its account, and never two at once that concern the same line.

import type { Pool } from 'pg';
import type { GiftName } from '../../src/gifting/public.ts';
import { partOf, type AccountId, type Instant } from '../../src/kernel/public.ts';
import { inWaves } from './waves.ts';

export type Job = {
  readonly at: Instant;
  readonly account: AccountId;
  readonly gift?: GiftName;
  /** It concerns lines that cannot be known beforehand. */
  readonly isAlone?: boolean;
  readonly run: () => Promise<void>;
};

export type Jobs = {
  add(job: Job): Promise<void>;
  /** Does all that is due by now, and what that asks for. */
  run(about: {
    readonly now: Instant;
    readonly store: { readonly pool: Pool; readonly parts: number };
    readonly indexOf: (account: AccountId) => number;
    readonly atOnce: number;
  }): Promise<void>;
};

export function createJobs(): Jobs {
  let jobs: Job[] = [];
  return {
    add(job) {
      jobs.push(job);
      return Promise.resolve();
    },
    async run({ now, store, indexOf, atOnce }) {
      for (;;) {
        const due = jobs
          .filter(({ at }) => at <= now)
          .toSorted(
            (left, right) => left.at - right.at || indexOf(left.account) - indexOf(right.account),
          );
        if (due.length === 0) return;
        jobs = jobs.filter(({ at }) => at > now);
        const together = due.filter(({ isAlone }) => isAlone !== true);
        const receivers = await receiversOf(store, together);
        await inWaves(
          together.map(({ account, gift, run }) => {
            const receiver = gift && receivers.get(gift.giftId);
            return {
              lines: [account, ...(receiver === undefined ? [] : [receiver])].map(indexOf),
              work: run,
            };
          }),
          atOnce,
        );
        for (const { isAlone, run } of due) if (isAlone === true) await run();
      }
    },
  };
}

/** Of each gift, whose line it is to arrive at. */
async function receiversOf(
  { pool, parts }: { readonly pool: Pool; readonly parts: number },
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, AccountId>> {
  const gifts = jobs.flatMap(({ gift }) => (gift === undefined ? [] : [gift]));
  if (gifts.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; receiver: AccountId }>(
    `select gift_id as id, receiver_account_id as receiver
     from gift join unnest($1::smallint[], $2::bigint[], $3::uuid[]) as u (part, account_id, gift_id)
       using (part, account_id, gift_id)`,
    [
      gifts.map(({ giver }) => partOf(giver, parts)),
      gifts.map(({ giver }) => giver),
      gifts.map(({ giftId }) => giftId),
    ],
  );
  return new Map(rows.map(({ id, receiver }) => [id, receiver]));
}
