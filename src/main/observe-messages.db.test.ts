// What is told of messages, on a real outbox.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { createOutbox, createTake } from '../interfaces/messages/public.ts';
import { DAY, newAccountId, SECOND } from '../kernel/public.ts';
import { createMetrics } from '../observe/public.ts';
import { openLog } from './log.ts';
import { observeTake, watchMessages } from './observe-messages.ts';

let store: Store;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

const wake = async (): Promise<void> => undefined;

test('messages are counted as they are sent, put off and given up, and those that wait by why', async () => {
  const metrics = createMetrics({ ofProcess: false });
  let now = Date.parse('2026-11-22T12:00:00Z');
  const clock = { now: () => now };
  const outbox = createOutbox({ store, clock, wake });
  const take = observeTake(createTake({ store, clock, wake }), metrics.messages, clock);
  const message = { about: 'sign_in_code', code: '123456' } as const;
  await outbox.put(
    Array.from({ length: 5 }, () => ({
      accountId: newAccountId(),
      message,
      lapsesAt: now + DAY,
    })),
  );
  await outbox.put([
    { accountId: newAccountId(), message, dueAt: now + 2 * DAY, lapsesAt: now + 3 * DAY },
  ]);
  now += 2 * SECOND;
  const taken = [];
  for (let part = 0; part < store.parts; part += 1) taken.push(...(await take.take(part, 10)));
  const [first, second, third, fourth] = taken;
  assert.ok(first && second && third && fourth && taken.length === 5);
  await take.sent(first, 'sms', ['segment']);
  await take.again(second, 'sms: ESME_RTHROTTLED', 1);
  await take.refusedBy(third, 'email', 'smtp 550');
  await take.failed({ ...fourth, refusedWays: ['sms', 'email'] }, 'every way refused it');
  now += 10 * SECOND;

  const counted = watchMessages(metrics, store, clock, openLog('silent'));
  while (counted.latest() === undefined) await sleep(10);
  counted.stop();
  const { body } = await metrics.text();
  for (const line of [
    'largesse_messages_total{outcome="sent",way="sms",reason="sign_in_code"} 1',
    'largesse_message_sent_seconds_sum{way="sms"} 2',
    'largesse_messages_total{outcome="later",way="sms",reason="ESME_RTHROTTLED"} 1',
    'largesse_messages_total{outcome="refused",way="email",reason="smtp 550"} 1',
    'largesse_messages_total{outcome="failed",way="email",reason="every way refused it"} 1',
    'largesse_messages_waiting{reason="retry",way="sms"} 1',
    'largesse_messages_waiting{reason="retry",way="email"} 1',
    'largesse_messages_waiting{reason="scheduled",way="none"} 1',
    'largesse_messages_oldest_due_seconds 10',
  ])
    assert.ok(body.split('\n').includes(line), `${line} in\n${body}`);
});
