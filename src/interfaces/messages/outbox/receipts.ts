// Delivery receipts, joined to the messages that they are about. A receipt may come before the answer that
// names its segment has been kept, so each of the two writes what it knows, and whoever comes second
// finds both.

import { transact, type Store, type Transaction } from '../../../db/public.ts';
import { partOf, partOfId, type Clock } from '../../../kernel/public.ts';
import type { Receipt } from '../ways/sms/receipt.ts';
import type { MessageName } from './take.ts';
import type { Wake } from './outbox.ts';

export type Receipts = {
  /** The segments by which a message was sent. */
  expect(name: MessageName, segmentNames: readonly string[]): Promise<void>;
  /** What became of a segment. Saying it twice is as once; of two that differ, the first counts. */
  heard(receipt: Receipt): Promise<void>;
};

type Outcome = NonNullable<Receipt['outcome']>;

export function createReceipts(options: { store: Store; clock: Clock; wake: Wake }): Receipts {
  const { store, clock, wake } = options;
  const { parts } = store;
  return {
    async expect(name, segmentNames) {
      for (const segmentName of segmentNames) {
        const outcome = await transact(store, async ({ client }) => {
          const { rows } = await client.query<{ outcome: Outcome | null; before: string | null }>(
            `insert into message_segment as s (part, segment_name, account_id, message_id, seen_at)
             values ($1, $2, $3, $4, $5)
             on conflict (part, segment_name) do update
             set account_id = excluded.account_id, message_id = excluded.message_id
             where s.message_id is null
             returning s.outcome`,
            [
              partOfId(segmentName, parts),
              segmentName,
              name.accountId,
              name.messageId,
              new Date(clock.now()),
            ],
          );
          return rows[0]?.outcome ?? undefined;
        });
        if (outcome !== undefined) await transact(store, (within) => count(within, name, outcome));
      }
    },
    async heard({ segmentName, outcome }) {
      if (outcome === undefined) return;
      const name = await transact(store, async ({ client }) => {
        const { rows } = await client.query<{
          account_id: number | null;
          message_id: string | null;
        }>(
          `insert into message_segment as s (part, segment_name, outcome, seen_at)
           values ($1, $2, $3, $4)
           on conflict (part, segment_name) do update set outcome = excluded.outcome
           where s.outcome is null
           returning s.account_id, s.message_id`,
          [partOfId(segmentName, parts), segmentName, outcome, new Date(clock.now())],
        );
        const [row] = rows;
        return row === undefined || row.account_id === null || row.message_id === null
          ? undefined
          : { accountId: row.account_id, messageId: row.message_id };
      });
      if (name !== undefined) await transact(store, (within) => count(within, name, outcome));
    },
  };

  /** All segments there: delivered. One that cannot be: another way is tried. */
  async function count(
    { client }: Transaction,
    { accountId, messageId }: MessageName,
    outcome: Outcome,
  ): Promise<void> {
    const part = partOf(accountId, parts);
    if (outcome === 'arrived') {
      await client.query(
        `update message
         set segments_arrived = segments_arrived + 1,
             state = case when segments_arrived + 1 = segments then 'delivered' else state end
         where part = $1 and account_id = $2 and message_id = $3 and state = 'sent' and way = 'sms'
           and segments_arrived < segments`,
        [part, accountId, messageId],
      );
      return;
    }
    // A code is forgotten by now, and would be too late: whoever waits for it asks for another.
    const { rowCount } = await client.query(
      `update message
       set state = case when facts is null or lapses_at <= $4 then 'failed' else 'waiting' end,
           way = null, segments = 0, segments_arrived = 0, due_at = $4, problem = 'sms: undelivered',
           refused_ways = array_append(array_remove(refused_ways, 'sms'), 'sms')
       where part = $1 and account_id = $2 and message_id = $3 and state = 'sent' and way = 'sms'`,
      [part, accountId, messageId, new Date(clock.now())],
    );
    if (rowCount === 1) await wake(client, part);
  }
}
