// What leaves the store by itself, and what stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB } from '../../test/support/carrier.ts';
import { createWaysWorld, type WaysWorld } from '../../test/support/ways.ts';
import { createSignIn } from '../subscribers/public.ts';
import { DAY, HOUR, octets } from '../kernel/public.ts';
import { forgetOld } from './forget.ts';

let world: WaysWorld;
before(async () => {
  world = await createWaysWorld();
});
after(() => world.close());

const count = async (table: string): Promise<number> => {
  const { rows } = await world.pool.query<{ count: number }>(
    `select count(*)::integer as count from ${table}`,
  );
  return rows[0]?.count ?? 0;
};
const LINK_TABLES = ['gift_link', 'gift_link_share', 'gift_token'];
const counts = (tables: readonly string[]) => Promise.all(tables.map(count));

test('ended links leave with their shares and addresses after their time; open ones and gifts stay', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const taker = await world.carrier.line();
  const make = async (key: string) => {
    const made = await world.ways.links.make({
      giver: giver.accountId,
      octetsEach: octets(GB),
      key,
      message: 'For you',
    });
    assert.ok(made.ok && made.value.token !== null);
    return { id: made.value.link.id, token: made.value.token };
  };
  const [claimed, cancelled] = [await make('claimed'), await make('cancelled')];
  const taken = await world.ways.links.claim(taker, { token: claimed.token });
  assert.ok(taken.ok);
  assert.ok((await world.ways.links.cancel(giver.accountId, cancelled.id)).ok);
  world.pass(HOUR);
  await world.jobs();
  await make('open');
  assert.deepEqual(await counts(LINK_TABLES), [3, 3, 3]);

  const never = { requests: 0, reports: 0 };
  const old = await forgetOld(world.store, { links: world.now() - DAY, ...never });
  assert.equal(old.links, 0);
  world.pass(DAY + HOUR);
  // One of each part a run: both may be in one.
  const runs = [];
  for (let run = 0; run < 2; run += 1)
    runs.push((await forgetOld(world.store, { links: world.now() - DAY, ...never }, 1)).links);
  assert.equal(runs[0]! + runs[1]!, 2);
  assert.deepEqual(runs[0], 1, 'bounded: both links are in the part of their giver');
  assert.deepEqual(await counts(LINK_TABLES), [1, 1, 1]);
  const again = await world.ways.links.claim(taker, { token: claimed.token });
  assert.equal(again.ok ? '' : again.refusal.code, 'address_unknown');
  assert.equal(await world.state(taker, taken.value.id), 'delivered');
});

test('answered requests leave on both sides, with what was written; those that wait stay', async () => {
  const asker = await world.carrier.line();
  const giver = await world.carrier.line({ gigabytes: 9 });
  const other = await world.carrier.line({ gigabytes: 9 });
  const ask = async (key: string, to = giver) => {
    const made = await world.ways.requests.make({
      asker,
      octets: octets(GB),
      key,
      how: 'number',
      toMsisdn: `+${to.msisdn}`,
      message: 'Please',
    });
    assert.ok(made.ok, JSON.stringify(made));
    await world.jobs();
    return made.value.request.id;
  };
  const declined = await ask('declined');
  assert.ok((await world.ways.requests.decline(giver, declined)).ok);
  await world.jobs();
  const tables = ['gift_request', 'gift_request_asked', 'gift_message'];
  const [kept = 0] = await counts(tables);
  assert.equal(kept, 1);
  world.pass(HOUR);
  await forgetOld(world.store, { links: 0, requests: world.now() - DAY, reports: 0 });
  assert.equal((await counts(tables))[0], 1);
  world.pass(DAY);
  const open = await ask('open', other);
  const gone = await forgetOld(world.store, {
    links: 0,
    requests: world.now() - DAY,
    reports: 0,
  });
  assert.equal(gone.requests, 1);
  assert.deepEqual((await counts(tables)).slice(0, 2), [1, 1]);
  const found = await world.ways.requests.request(asker.accountId, open);
  assert.ok(found.ok && found.value.state === 'open');
});

test('reports of messages leave after their time', async () => {
  const [writer, reader] = [await world.carrier.line(), await world.carrier.line()];
  const { messages } = world.ways;
  const subjectId = '01900000-0000-7000-8000-000000000001';
  const about = { subjectId, subject: 'gift', sender: writer, text: 'Buy now' } as const;
  await messages.put(reader, about);
  assert.ok((await messages.report(reader.accountId, subjectId, 'unwanted')).ok);
  const forget = (reports: number) => forgetOld(world.store, { links: 0, requests: 0, reports });
  assert.equal((await forget(world.now() - DAY)).reports, 0);
  world.pass(2 * DAY);
  assert.equal((await forget(world.now() - DAY)).reports, 1);
  assert.deepEqual(await messages.reports({ limit: 10 }), []);
});

test('sign-in codes leave after the time that was set, and never while they are counted', async () => {
  const signIn = createSignIn({
    store: world.store,
    directory: world.carrier.directory,
    clock: { now: () => world.now() },
    sendCode: () => undefined,
  });
  assert.ok((await signIn.requestCode('15555550123')).ok);
  world.pass(HOUR / 2);
  await signIn.sweep(0);
  assert.equal(await count('sign_in_code'), 1);
  world.pass(HOUR);
  await signIn.sweep(2 * HOUR);
  assert.equal(await count('sign_in_code'), 1);
  await signIn.sweep();
  assert.equal(await count('sign_in_code'), 0);
});
