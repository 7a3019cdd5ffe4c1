// The outbox and who delivers from it, on a real store. Ways here are made to answer what a story needs;
// the real ones have their own tests.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND, type Instant } from '../../kernel/public.ts';
import { transact } from '../../db/public.ts';
import { openTestStore } from '../../../test/support/store.ts';
import type { Line } from '../../subscribers/public.ts';
import { createDeliver } from './deliver.ts';
import type { Message } from './message.ts';
import { createMessenger } from './messenger.ts';
import { createOutbox, WAITING_OF_A_LINE, type Outbox } from './outbox/outbox.ts';
import { createReceipts } from './outbox/receipts.ts';
import { createTake, pauseAfter } from './outbox/take.ts';
import { createTemplates } from './templates/templates.ts';
import { testLine } from './test-line.ts';
import type { Letter, Outcome, Way, WayName } from './ways/way.ts';

const START = Date.UTC(2026, 10, 22, 12);
const TAKEN: Outcome = { outcome: 'taken' };

const arrived = (change: Partial<Extract<Message, { about: 'gift_arrived' }>> = {}): Message => ({
  about: 'gift_arrived',
  giftId: '0190f5d2-2222-7000-8000-000000000001',
  octets: 2_000_000_000,
  other: 'M••• T.',
  receipt: 'LG-7F3K-92QD',
  expiresAt: START + DAY,
  ...change,
});

async function stage(context: TestContext, named: readonly WayName[] = ['sms', 'email']) {
  const store = await openTestStore();
  context.after(() => store.close());
  let now: Instant = START;
  const clock = { now: () => now };
  let line: Line = testLine({ email: 'maya@example.com' });
  const woken: number[] = [];
  let unused = 0;
  const wake = async (_: unknown, part: number): Promise<void> => {
    await Promise.resolve();
    woken.push(part);
  };
  const letters: [WayName, Letter][] = [];
  const answers = new Map<WayName, (letter: Letter) => Outcome>();
  const ways = named.map((name): Way => ({
    name,
    reaches: ({ email }) => name !== 'email' || email != null,
    async send(letter) {
      await Promise.resolve();
      letters.push([name, letter]);
      return answers.get(name)?.(letter) ?? TAKEN;
    },
    close: () => Promise.resolve(),
  }));
  const log = { warn: () => undefined };
  const outbox = createOutbox({ store, clock, wake });
  const take = createTake({ store, clock, wake, random: () => 0 });
  const receipts = createReceipts({ store, clock, wake });
  const templates = createTemplates(store, clock);
  const deliver = createDeliver({
    take,
    receipts,
    templates,
    directory: {
      line: (accountId) => Promise.resolve(accountId === line.accountId ? line : undefined),
    },
    ways,
    voice: () => Promise.resolve({ carrier: 'Aurora', timeZone: 'UTC' }),
    unusedOctets: () => Promise.resolve(unused),
    log,
  });
  return {
    store,
    outbox,
    take,
    receipts,
    templates,
    letters,
    woken,
    answer: (way: WayName, outcome: (letter: Letter) => Outcome) => answers.set(way, outcome),
    setLine: (change: Partial<Line>) => (line = { ...line, ...change }),
    setUnused: (octets: number) => (unused = octets),
    pass: (milliseconds: number) => (now += milliseconds),
    messenger: (put: Outbox['put'] = (entries) => outbox.put(entries)) =>
      createMessenger({ outbox: { put }, clock, log }),
    line: () => line,
    async put(message: Message): Promise<void> {
      await outbox.put([{ accountId: line.accountId, message }]);
    },
    /** Everything that is due, in every part. */
    async deliver(): Promise<void> {
      for (let part = 0; part < store.parts; part += 1) await deliver.part(part);
    },
    async rows() {
      return store.kysely.selectFrom('message').selectAll().orderBy('told_at').execute();
    },
  };
}

test('what is told is in the outbox, delivered once, in the words of the line’s language', async (context) => {
  const scene = await stage(context);
  scene.setLine({ language: 'fr' });
  const messenger = scene.messenger();
  messenger.tell(scene.line(), arrived());
  await messenger.close();
  assert.equal(scene.woken.length, 1);
  await scene.deliver();
  await scene.deliver();
  assert.equal(scene.letters.length, 1);
  const [[way, letter] = []] = scene.letters;
  assert.equal(way, 'sms');
  assert.match(letter?.text.body ?? '', /^M••• T\. vous a donné 2\u00a0Go .* LG-7F3K-92QD\.$/);
  const [row] = await scene.rows();
  assert.equal(row?.state, 'sent');
  assert.equal(row?.way, 'sms');
});

test('a code goes to the number alone, and is forgotten when it was sent', async (context) => {
  const scene = await stage(context);
  scene.setLine({ messageWay: 'email' });
  await scene.put({ about: 'sign_in_code', code: '042137' });
  await scene.deliver();
  assert.deepEqual(
    scene.letters.map(([way]) => way),
    ['sms'],
  );
  const [row] = await scene.rows();
  assert.equal(row?.facts, null);
});

test('a code that nobody took in five minutes is not sent any more, and forgotten', async (context) => {
  const scene = await stage(context);
  scene.answer('sms', () => ({ outcome: 'later', problem: 'away' }));
  await scene.put({ about: 'sign_in_code', code: '042137' });
  await scene.deliver();
  scene.pass(5 * MINUTE);
  await scene.deliver();
  assert.equal(scene.letters.length, 1);
  const [row] = await scene.rows();
  assert.deepEqual([row?.state, row?.facts], ['lapsed', null]);
});

test('the line’s own choice goes first, and what it refuses goes to the next way', async (context) => {
  const scene = await stage(context, ['sms', 'email', 'push']);
  scene.setLine({ messageWay: 'push' });
  scene.answer('push', () => ({ outcome: 'refused', problem: 'gone' }));
  scene.answer('sms', () => ({ outcome: 'refused', problem: 'unknown number' }));
  await scene.put(arrived());
  await scene.deliver();
  assert.deepEqual(
    scene.letters.map(([way]) => way),
    ['push', 'sms', 'email'],
  );
  const [row] = await scene.rows();
  assert.deepEqual([row?.state, row?.way, row?.refused_ways], ['sent', 'email', ['push', 'sms']]);
});

test('what every way refuses has failed, and says why', async (context) => {
  const scene = await stage(context, ['sms']);
  scene.answer('sms', () => ({ outcome: 'refused', problem: 'unknown number' }));
  await scene.put(arrived());
  await scene.deliver();
  const [row] = await scene.rows();
  assert.deepEqual([row?.state, row?.problem], ['failed', 'every way refused it']);
});

test('what cannot be sent now is tried later, and later each time, until it lapses', async (context) => {
  const scene = await stage(context, ['sms']);
  scene.answer('sms', () => ({ outcome: 'later', problem: 'away' }));
  await scene.put(arrived());
  await scene.deliver();
  await scene.deliver();
  assert.equal(scene.letters.length, 1, 'not at once');
  scene.pass(5 * SECOND);
  await scene.deliver();
  assert.equal(scene.letters.length, 2);
  scene.pass(5 * SECOND);
  await scene.deliver();
  assert.equal(scene.letters.length, 2, 'three times as long');
  scene.pass(2 * DAY);
  await scene.deliver();
  const [row] = await scene.rows();
  assert.equal(row?.state, 'lapsed');
  assert.equal(scene.letters.length, 2);
  assert.equal(
    pauseAfter(1, () => 0),
    5 * SECOND,
  );
  assert.equal(
    pauseAfter(30, () => 0),
    HOUR,
  );
  assert.equal(
    pauseAfter(30, () => 1),
    HOUR * 1.25,
  );
});

test('a way that asks for patience gets what it asks for', async (context) => {
  const scene = await stage(context, ['sms']);
  scene.answer('sms', () => ({ outcome: 'later', problem: 'throttled', afterSeconds: 2 }));
  await scene.put(arrived());
  await scene.deliver();
  scene.answer('sms', () => TAKEN);
  scene.pass(2 * SECOND);
  await scene.deliver();
  assert.equal((await scene.rows())[0]?.state, 'sent');
});

test('two who deliver at once send each message once', async (context) => {
  const scene = await stage(context, ['sms']);
  const entries = Array.from({ length: 60 }, () => ({ accountId: 42, message: arrived() }));
  await scene.outbox.put(entries);
  await Promise.all([scene.deliver(), scene.deliver(), scene.deliver()]);
  assert.equal(scene.letters.length, 60);
  assert.equal(new Set(scene.letters.map(([, { messageId }]) => messageId)).size, 60);
});

test('who was killed with a message in hand loses it to the next, after a while', async (context) => {
  const scene = await stage(context, ['sms']);
  await scene.put(arrived());
  for (let part = 0; part < scene.store.parts; part += 1) await scene.take.take(part, 10);
  await scene.deliver();
  assert.equal(scene.letters.length, 0);
  scene.pass(5 * MINUTE);
  await scene.deliver();
  assert.equal(scene.letters.length, 1);
});

test('a line’s heap of waiting messages is bounded', async (context) => {
  const scene = await stage(context, ['sms']);
  for (let round = 0; round < WAITING_OF_A_LINE + 5; round += 1) await scene.put(arrived());
  assert.equal((await scene.rows()).length, WAITING_OF_A_LINE);
});

test('receipts of all segments make a message delivered, said twice or before they are expected too', async (context) => {
  const scene = await stage(context, ['sms']);
  scene.answer('sms', () => ({ outcome: 'taken', segmentNames: ['a', 'b', 'c'] }));
  await scene.receipts.heard({ segmentName: 'c', outcome: 'arrived' });
  await scene.put(arrived());
  await scene.deliver();
  await scene.receipts.heard({ segmentName: 'a', outcome: undefined });
  await scene.receipts.heard({ segmentName: 'a', outcome: 'arrived' });
  await scene.receipts.heard({ segmentName: 'a', outcome: 'arrived' });
  assert.equal((await scene.rows())[0]?.state, 'sent');
  await scene.receipts.heard({ segmentName: 'b', outcome: 'arrived' });
  assert.equal((await scene.rows())[0]?.state, 'delivered');
});

test('a segment that cannot arrive has the message go by the next way', async (context) => {
  const scene = await stage(context);
  scene.answer('sms', () => ({ outcome: 'taken', segmentNames: ['a'] }));
  await scene.put(arrived());
  await scene.deliver();
  await scene.receipts.heard({ segmentName: 'a', outcome: 'undelivered' });
  await scene.deliver();
  assert.deepEqual(
    scene.letters.map(([way]) => way),
    ['sms', 'email'],
  );
  const [row] = await scene.rows();
  assert.deepEqual([row?.state, row?.way], ['sent', 'email']);
});

test('a gift is spoken of a day before it lapses, once, with what is left of it', async (context) => {
  const scene = await stage(context, ['sms']);
  const expiresAt = START + 12 * DAY;
  const messenger = scene.messenger();
  messenger.tell(scene.line(), arrived({ expiresAt }));
  messenger.tell(scene.line(), arrived({ expiresAt }));
  await messenger.close();
  await scene.deliver();
  assert.equal(scene.letters.length, 2);
  assert.equal((await scene.outbox.recent(10)).length, 2, 'what is for later is nobody’s news yet');
  const { states, forLater } = await scene.outbox.status();
  assert.deepEqual([states, forLater], [{ sent: 2, waiting: 1 }, 1]);
  scene.setUnused(300_000_000);
  scene.pass(11 * DAY);
  await scene.deliver();
  assert.equal(scene.letters.length, 3);
  assert.match(scene.letters[2]?.[1].text.body ?? '', /^300\u00a0MB that M••• T\. gave you/);
});

test('a gift that is used up is not spoken of again', async (context) => {
  const scene = await stage(context, ['sms']);
  const messenger = scene.messenger();
  messenger.tell(scene.line(), arrived({ expiresAt: START + 12 * DAY }));
  await messenger.close();
  await scene.deliver();
  scene.pass(11 * DAY);
  await scene.deliver();
  assert.equal(scene.letters.length, 1);
  assert.equal(
    (await scene.rows()).find(({ about }) => about === 'gift_expires_soon')?.state,
    'lapsed',
  );
});

test('a closed line, and an account that is no line, are told nothing', async (context) => {
  const scene = await stage(context, ['sms']);
  await scene.put(arrived());
  await scene.outbox.put([{ accountId: 7, message: arrived() }]);
  scene.setLine({ status: 'closed' });
  await scene.deliver();
  assert.equal(scene.letters.length, 0);
  assert.deepEqual(
    (await scene.rows()).map(({ state }) => state),
    ['lapsed', 'lapsed'],
  );
});

test('words that a carrier put are used at once, in their language and channel, and can be taken back', async (context) => {
  const scene = await stage(context, ['sms']);
  const name = { about: 'gift_arrived', language: 'en', channel: 'sms' } as const;
  const put = await scene.templates.put(name, { title: 'x', body: 'Yay, {amount}! {receipt}' });
  assert.ok(put.ok);
  await scene.put(arrived());
  await scene.deliver();
  assert.equal(scene.letters[0]?.[1].text.body, 'Yay, 2\u00a0GB! LG-7F3K-92QD');
  scene.setLine({ language: 'fr' });
  await scene.put(arrived());
  await scene.deliver();
  assert.match(scene.letters[1]?.[1].text.body ?? '', /vous a donné/);
  await scene.templates.drop(name);
  scene.setLine({ language: 'en' });
  await scene.put(arrived());
  await scene.deliver();
  assert.match(scene.letters[2]?.[1].text.body ?? '', /gave you/);
  const refused = await scene.templates.put(name, { title: 'x', body: '{nobody} {receipt}' });
  assert.equal(refused.ok ? '' : refused.refusal.code, 'placeholder_unknown');
});

test('the outbox keeps no number and no whole name', async (context) => {
  const scene = await stage(context, ['sms']);
  await scene.put(arrived());
  await scene.deliver();
  const kept = JSON.stringify(await scene.rows());
  for (const word of ['16135550101', 'Maya', 'Tremblay', 'maya@example.com'])
    assert.equal(kept.includes(word), false, word);
});

test('the sweep wakes parts with something due, and deletes what ended long ago', async (context) => {
  const scene = await stage(context, ['sms']);
  scene.answer('sms', () => ({ outcome: 'taken', segmentNames: ['a'] }));
  await scene.put(arrived());
  await scene.deliver();
  await scene.put(arrived());
  scene.woken.length = 0;
  await scene.take.sweep();
  assert.equal(scene.woken.length, 1);
  scene.pass(31 * DAY);
  await scene.take.sweep();
  assert.deepEqual(
    (await scene.rows()).map(({ state }) => state),
    ['waiting'],
  );
  assert.equal(
    (await scene.store.kysely.selectFrom('message_segment').selectAll().execute()).length,
    0,
  );
});

test('a store that is away for a moment loses nothing that was told, and the port never throws', async (context) => {
  const scene = await stage(context, ['sms']);
  let failures = 2;
  const messenger = scene.messenger(async (entries) => {
    if (failures > 0) {
      failures -= 1;
      throw new Error('the store is away');
    }
    await scene.outbox.put(entries);
  });
  messenger.tell(scene.line(), arrived());
  messenger.tell(testLine({ msisdn: '' }), arrived());
  await messenger.close();
  messenger.tell(scene.line(), arrived());
  assert.equal((await scene.rows()).length, 1);
});

test('a message told in a transaction that is undone was never told', async (context) => {
  const scene = await stage(context, ['sms']);
  const undone = transact(scene.store, async ({ client }) => {
    await scene.outbox.putWithin(client, [{ accountId: 42, message: arrived() }]);
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  assert.equal((await scene.rows()).length, 0);
});
