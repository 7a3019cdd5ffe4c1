// The whole way: a gift is given, and both sides hear of it by SMS through a real message centre, or on
// the demo's outbox page.

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import smpp, { type Pdu, type Session } from 'smpp';
import { openTestStore } from '../../test/support/store.ts';
import { createApp } from '../interfaces/app/public.ts';
import { octets } from '../kernel/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { openLog } from './log.ts';
import type { MessageSettings } from './message-settings.ts';
import { openMessages } from './messages.ts';
import { groundOn } from './ground.ts';
import { openProduct } from './product.ts';

const GIVER = '16135550101';

async function stage(context: TestContext, settings: MessageSettings) {
  const store = await openTestStore();
  const log = openLog('silent');
  const ground = groundOn(store, log);
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: 0 });
  assert.ok(seeded.ok);
  const messages = await openMessages(ground, settings);
  const product = await openProduct(ground, messages.tell);
  await messages.deliver();
  context.after(async () => {
    await messages.close();
    await product.changes.close();
    await ground.close();
  });
  const giver = await product.directory.lineBy('msisdn', GIVER);
  assert.ok(giver !== undefined);
  const family = (await product.directory.lines(100)).find(
    (line) => line.holderId === giver.holderId && line.accountId !== giver.accountId,
  );
  assert.ok(family !== undefined);
  return {
    product,
    messages,
    receiver: family,
    store,
    async give() {
      const given = await product.gifting.give({
        giver: giver.accountId,
        toMsisdn: `+${family.msisdn}`,
        octets: octets(500_000_000),
        key: 'one',
      });
      assert.ok(given.ok, JSON.stringify(given));
    },
    async states(): Promise<readonly string[]> {
      const rows = await store.kysely.selectFrom('message').select('state').execute();
      return rows.map(({ state }) => state);
    },
  };
}

async function until(fact: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await fact())) {
    assert.ok(Date.now() < end, `in time: ${fact.toString()}`);
    await sleep(20);
  }
}

test('a gift is told to both sides by SMS, with its receipt number, and the receipts come back', async (context) => {
  const submitted: Pdu[] = [];
  const sessions: Session[] = [];
  const centre = smpp.createServer((session) => {
    sessions.push(session);
    session.on('error', () => session.destroy());
    session.on('bind_transceiver', (pdu: Pdu) => void session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => void session.send(pdu.response()));
    session.on('submit_sm', (pdu: Pdu) => {
      submitted.push(pdu);
      const name = `m${submitted.length}`;
      // The receipt comes before the answer: some centres are that quick.
      session.deliver_sm({ esm_class: 4, receipted_message_id: name, message_state: 2 });
      session.send(pdu.response({ message_id: name }));
    });
  });
  await new Promise<void>((resolve) => centre.listen(0, '127.0.0.1', resolve));
  const { port } = centre.address() as AddressInfo;
  const scene = await stage(context, {
    sms: {
      url: `smpp://127.0.0.1:${port}`,
      systemId: 'a',
      password: 'b',
      source: 'Aurora',
      long: 'udh',
      window: 5,
    },
  });
  context.after(() => {
    for (const session of sessions) session.destroy();
    centre.close();
  });
  assert.equal(scene.messages.page, undefined, 'what is really sent is on no page');
  await scene.give();
  await until(
    async () => (await scene.states()).filter((state) => state === 'delivered').length === 2,
  );
  assert.deepEqual(
    new Set(submitted.map(({ destination_addr: to }) => to)),
    new Set([GIVER, scene.receiver.msisdn]),
  );
});

test('in the demo the outbox page shows what was told, with its markup made harmless', async (context) => {
  const scene = await stage(context, {});
  const { page } = scene.messages;
  assert.ok(page !== undefined);
  await scene.product.store.kysely
    .updateTable('line')
    .set({ name: '<script>alert(1)</script> & Co' })
    .where('account_id', '=', scene.receiver.accountId)
    .execute();
  const app = await createApp({
    services: { ...scene.product, watch: scene.product.changes.watch },
    log: openLog('silent'),
    outbox: page,
  });
  context.after(() => app.close());
  await scene.give();
  const asked = await scene.product.signIn.requestCode(scene.receiver.msisdn);
  assert.ok(asked.ok);
  type Listed = { messages: { about: string; state: string; text: string }[] };
  const read = async () => (await app.inject('/outbox.json')).json<Listed>().messages;
  await until(async () => (await read()).filter(({ state }) => state === 'sent').length === 3);
  const abouts = (await read()).map(({ about }) => about).toSorted();
  assert.deepEqual(abouts, ['gift_arrived', 'gift_delivered', 'sign_in_code']);
  const html = await app.inject('/outbox');
  assert.match(html.headers['content-type'] ?? '', /^text\/html/);
  assert.ok(html.body.includes('&lt;script&gt;'));
  assert.equal(html.body.includes('<script>'), false);
  assert.match(html.body, /LG-[0-9A-Z]{4}-[0-9A-Z]{4}/);
});
