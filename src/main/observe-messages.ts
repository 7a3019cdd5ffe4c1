// Telling people things, measured: the outbox's own steps are counted as they are taken, and what waits is
// counted in the store.

import type { Store } from '../db/public.ts';
import type { Receipts, Take } from '../interfaces/messages/public.ts';
import { HOUR, SECOND, type Clock } from '../kernel/public.ts';
import type { MessageMeter, Metrics } from '../observe/public.ts';
import { countEachMinute, type Counted } from './count-each-minute.ts';
import type { Log } from './log.ts';

/** As `sms: ESME_RTHROTTLED` is kept: the way, and what it said. */
function wayAndReason(problem: string): readonly [way: string, reason: string] {
  const [way = '', ...said] = problem.split(': ');
  return said.length === 0 ? ['none', problem] : [way, said.join(': ')];
}

/** Counted when it is kept, so that nothing is counted that another delivers as well. */
export function observeTake(take: Take, meter: MessageMeter, clock: Clock): Take {
  return {
    ...take,
    async sent(taken, way, segmentNames) {
      await take.sent(taken, way, segmentNames);
      meter.handled('sent', way, taken.about);
      meter.sentAfter(way, Math.max(0, clock.now() - taken.toldAt) / SECOND);
    },
    async again(taken, problem, afterSeconds) {
      await take.again(taken, problem, afterSeconds);
      meter.handled('later', ...wayAndReason(problem));
    },
    async refusedBy(taken, way, problem) {
      await take.refusedBy(taken, way, problem);
      meter.handled('refused', way, problem);
    },
    async failed(taken, problem) {
      await take.failed(taken, problem);
      meter.handled('failed', taken.refusedWays.at(-1) ?? 'none', problem);
    },
    async lapsed(taken) {
      await take.lapsed(taken);
      meter.handled('lapsed', 'none', taken.about);
    },
  };
}

export const observeReceipts = (receipts: Receipts, meter: MessageMeter): Receipts => ({
  ...receipts,
  async heard(receipt) {
    await receipts.heard(receipt);
    if (receipt.outcome !== undefined) meter.receipt(receipt.outcome);
  },
});

type Waiting = { readonly reason: string; readonly way: string; readonly count: number };

/** What waits, by why it does and by the way that put it off; and for how long the oldest has been due. */
export function watchMessages(
  metrics: Metrics,
  store: Store,
  clock: Clock,
  log: Log,
): Counted<unknown> {
  const counted = countEachMinute(store, log, 'messages that wait', async (client) => {
    const now = new Date(clock.now());
    const { rows } = await client.query<Waiting>(
      `select case when due_at > $1::timestamptz + $2 * interval '1 ms' then 'scheduled'
                   when attempts > 0 then 'retry' else 'due' end as reason,
              case when problem ~ '^[a-z]+: ' then split_part(problem, ':', 1) else 'none' end as way,
              count(*) as count
       from message where state = 'waiting' group by 1, 2`,
      [now, HOUR],
    );
    const oldest = await client.query<{ seconds: number }>(
      `select extract(epoch from $1 - min(due_at))::float8 as seconds
       from message where state = 'waiting' having min(due_at) <= $1`,
      [now],
    );
    return { waiting: rows, oldestSeconds: oldest.rows[0]?.seconds ?? 0 };
  });
  metrics.watch(
    'largesse_messages_waiting',
    {
      help: 'Messages that nobody has been told yet, counted once a minute',
      labels: ['reason', 'way'],
    },
    () =>
      (counted.latest()?.waiting ?? []).map(({ reason, way, count }) => ({
        labels: { reason, way },
        value: count,
      })),
  );
  metrics.watch(
    'largesse_messages_oldest_due_seconds',
    { help: 'For how long the message that has waited longest has been due' },
    () => {
      const latest = counted.latest();
      return latest === undefined ? [] : [{ value: latest.oldestSeconds }];
    },
  );
  return counted;
}
