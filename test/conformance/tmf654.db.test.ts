// Every operation of TMF654, asked as the carrier's systems ask, and what became of the octets.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DAY, HOUR } from '../../src/kernel/public.ts';
import { GB } from '../support/carrier.ts';
import { BASE, gigabytes, idOf, many, one, openTmfClient, said, shapes } from './tmf654-client.ts';
import { whyNot } from './tmf654-shapes.ts';

const { scene, asked, ask, freshToken, bucketOf, own, transferOf, lineWith, has } =
  await openTmfClient();
after(() => scene.close());

test('a bucket is read, with what remains, what is reserved, and to whom it belongs', async () => {
  const line = await lineWith(20);
  const bucket = await bucketOf(line);
  assert.deepEqual(bucket['remainingValue'], { amount: 20 * GB, units: 'B' });
  assert.equal(bucket.status, 'active');
  assert.equal(bucket['usageType'], 'data');
  assert.ok(bucket['confirmationDate']);
  assert.deepEqual(one(await ask('GET', `/bucket/${bucket.id}`)), bucket);
  assert.equal(said(await ask('GET', '/bucket/1-1')), '404 resource_unknown');
  assert.equal(said(await ask('GET', '/bucket/x')), '404 resource_unknown');
  scene.world.pass(21 * DAY);
  const later = one(await ask('GET', `/bucket/${bucket.id}`));
  assert.equal(later.status, 'expired');
  assert.deepEqual(later['remainingValue'], { amount: 0, units: 'B' });
});

test('a bucket is opened on a line until its cycle ends, once for a key', async () => {
  const line = await lineWith(1);
  const body = {
    name: 'Roadside help',
    usageType: 'data',
    logicalResource: idOf(line),
    remainingValue: gigabytes(2),
  };
  const opened = await ask('POST', '/bucket', { key: 'bucket-1', body });
  assert.equal(opened.status, 201);
  assert.equal(opened.headers['location'], one(opened).href);
  assert.deepEqual(one(opened)['remainingValue'], { amount: 2 * GB, units: 'B' });
  assert.ok(one(opened)['relatedParty']);
  const again = await ask('POST', '/bucket', { key: 'bucket-1', body });
  assert.equal(one(again).id, one(opened).id);
  assert.equal(await has(line), 3);
});

test('a top-up is done once for a key, and a key with another body is refused', async () => {
  const line = await lineWith(1);
  const body = await own(line, { amount: 500, units: 'MB' });
  const made = await Promise.all(
    [1, 2, 3].map(() => ask('POST', '/topupBalance', { key: 'topup-1', body })),
  );
  assert.deepEqual(
    made.map(({ status }) => status),
    [201, 201, 201],
  );
  assert.equal(new Set(made.map((answer) => one(answer).id)).size, 1);
  assert.equal(await has(line), 1.5);
  const other = { ...body, amount: gigabytes(9) };
  assert.equal(
    said(await ask('POST', '/topupBalance', { key: 'topup-1', body: other })),
    '409 key_reused',
  );
  const without = await ask('POST', '/topupBalance', { body });
  assert.notEqual(one(without).id, made.map((answer) => one(answer).id)[0]);
  assert.equal(await has(line), 2);
});

test('a top-up that was made cannot be cancelled, and deleting it takes nothing back', async () => {
  const line = await lineWith(1);
  const made = one(await ask('POST', '/topupBalance', { body: await own(line, gigabytes(1)) }));
  assert.equal(made.status, 'completed');
  assert.equal(
    said(await ask('PATCH', `/topupBalance/${made.id}`, { body: { status: 'cancelled' } })),
    '409 action_completed',
  );
  assert.equal((await ask('DELETE', `/topupBalance/${made.id}`)).status, 204);
  assert.equal(said(await ask('GET', `/topupBalance/${made.id}`)), '404 resource_unknown');
  assert.equal(one(await ask('GET', `/balanceActionHistory/${made.id}`)).status, 'completed');
  assert.equal(await has(line), 2);
});

test('an adjustment upwards is goodwill; one downwards takes from the bucket named, once for its key', async () => {
  const line = await lineWith(3);
  const up = await ask('POST', '/adjustBalance', { body: await own(line, gigabytes(1)) });
  assert.equal(up.status, 201);
  assert.equal(await has(line), 4);
  const down = { body: await own(line, gigabytes(-1)), key: 'down' };
  const taken = await ask('POST', '/adjustBalance', down);
  assert.equal(taken.status, 201);
  assert.equal(one(taken).status, 'completed');
  assert.equal(one(await ask('POST', '/adjustBalance', down)).id, one(taken).id);
  assert.equal(await has(line), 3);
  assert.equal(
    said(await ask('PATCH', `/adjustBalance/${one(taken).id}`, { body: { status: 'cancelled' } })),
    '409 action_completed',
  );
  const audit = await scene.world.carrier.ledger.audit();
  assert.ok(audit.conserved && audit.octets.withdrawn !== '0');
});

test('downwards never takes more than the bucket has, and what was refused is kept as failed', async () => {
  const line = await lineWith(3);
  await ask('POST', '/adjustBalance', { body: await own(line, gigabytes(5)) });
  const down = { body: await own(line, gigabytes(-4)), key: 'too-far' };
  assert.equal(said(await ask('POST', '/adjustBalance', down)), '409 balance_too_low');
  await ask('POST', '/topupBalance', { body: await own(line, gigabytes(1)) });
  assert.equal(said(await ask('POST', '/adjustBalance', down)), '409 balance_too_low');
  assert.equal(await has(line), 9);
  const failed = many(
    await ask('GET', `/adjustBalance?status=failed&logicalResource.id=%2B${line.msisdn}`),
  );
  assert.equal(failed.length, 1);
  const id = failed[0]?.id ?? '';
  assert.equal(one(await ask('GET', `/adjustBalance/${id}`)).status, 'failed');
  assert.equal(
    said(await ask('PATCH', `/adjustBalance/${id}`, { body: { status: 'cancelled' } })),
    '409 action_ended',
  );
  assert.equal((await ask('DELETE', `/adjustBalance/${id}`)).status, 204);
});

test('a chargeback is named on its postings; a gift is not adjusted, and what is taken has no validity', async () => {
  const giver = await lineWith(20);
  const receiver = await lineWith(1);
  const pack = one(await ask('POST', '/topupBalance', { body: await own(receiver, gigabytes(2)) }));
  const bucket = (pack as { openedBucket?: { id: string } }).openedBucket;
  const charged = { ...(await own(receiver, gigabytes(-2))), bucket, reason: 'Chargeback' };
  const taken = await ask('POST', '/adjustBalance', { body: charged });
  assert.equal(taken.status, 201);
  assert.equal(await has(receiver), 1);
  const { rows } = await scene.world.store.pool.query(
    'select reason, withdrawn from posting where reference = $1',
    [`tmf654:${one(taken).id}`],
  );
  assert.deepEqual(rows, [{ reason: 'withdraw_chargeback', withdrawn: 2_000_000_000 }]);

  await ask('POST', '/transferBalance', { body: await transferOf(giver, receiver, gigabytes(2)) });
  await scene.world.windowEnds();
  const buckets = many(await ask('GET', `/bucket?logicalResource.id=%2B${receiver.msisdn}`));
  const gift = { ...(await own(receiver, gigabytes(-1))), bucket: { id: buckets.at(-1)?.id } };
  assert.equal(
    said(await ask('POST', '/adjustBalance', { body: gift })),
    '409 gift_not_adjustable',
  );
  assert.equal(await has(receiver), 3);
  const dated = {
    ...(await own(receiver, gigabytes(-1))),
    validFor: { endDateTime: new Date(scene.world.now() + 86_400_000).toISOString() },
  };
  assert.equal(said(await ask('POST', '/adjustBalance', { body: dated })), '400 not_offered');
  assert.equal(await has(receiver), 3);
});

test('a transfer is a gift: held, then delivered when the window ends', async () => {
  const giver = await lineWith(20);
  const receiver = await lineWith(1);
  const body = await transferOf(giver, receiver, gigabytes(2));
  const made = await ask('POST', '/transferBalance', { key: 'transfer-1', body });
  assert.equal(made.status, 201);
  assert.equal(one(made).status, 'created');
  assert.equal(await has(giver), 18);
  assert.equal(await has(receiver), 1);
  await scene.world.windowEnds();
  const { id } = one(made);
  assert.equal(one(await ask('GET', `/transferBalance/${id}`)).status, 'completed');
  assert.equal(await has(receiver), 3);
  assert.equal(one(await ask('POST', '/transferBalance', { key: 'transfer-1', body })).id, id);
  assert.equal(
    said(await ask('PATCH', `/transferBalance/${id}`, { body: { status: 'cancelled' } })),
    '409 undo_window_over',
  );
});

test('a transfer within its window is cancelled, and by deleting it too', async () => {
  const giver = await lineWith(20);
  const receiver = await lineWith(1);
  const body = await transferOf(giver, receiver, gigabytes(2));
  for (const method of ['PATCH', 'DELETE'] as const) {
    const { id } = one(await ask('POST', '/transferBalance', { body }));
    assert.equal(await has(giver), 18);
    const how = method === 'PATCH' ? { body: { status: 'cancelled' } } : {};
    const ended = await ask(method, `/transferBalance/${id}`, how);
    if (method === 'PATCH') assert.equal(one(ended).status, 'cancelled');
    assert.equal(await has(giver), 20);
  }
});

test('a transfer that the policy refuses names the rule, moves nothing, and fails again for its key', async () => {
  const giver = await lineWith(20);
  const receiver = await lineWith(1);
  const refused = async (amount: number, to = receiver): Promise<string> =>
    said(
      await ask('POST', '/transferBalance', {
        body: await transferOf(giver, to, gigabytes(amount)),
      }),
    );
  assert.equal(await refused(6), '409 above_maximum');
  assert.equal(await refused(0.05), '409 below_minimum');
  assert.equal(await refused(1, giver), '409 giving_to_oneself');
  const hidden = await scene.world.carrier.line({ findable: 'nobody' });
  assert.equal(await refused(1, hidden), '409 receiver_not_found');
  const body = await transferOf(giver, receiver, gigabytes(6));
  const tries = [1, 2].map(() => ask('POST', '/transferBalance', { key: 'too-much', body }));
  for (const answer of await Promise.all(tries)) {
    assert.equal(said(answer), '409 above_maximum');
    assert.match((answer.body as { message: string }).message, /giving.maximumOctets/);
  }
  assert.equal(await has(giver), 20);
});

test('what is reserved cannot be transferred, and comes back when it is cancelled or its time is over', async () => {
  const giver = await lineWith(10);
  const receiver = await lineWith(1);
  const reserve = async (amount: number) =>
    ask('POST', '/reserveBalance', { body: await own(giver, gigabytes(amount)) });
  const made = one(await reserve(9));
  assert.deepEqual(one(await ask('GET', `/reserveBalance/${made.id}`)), made);
  assert.equal(made.status, 'completed');
  assert.ok(made['amount'] && made['relatedParty']);
  assert.deepEqual((await bucketOf(giver))['reservedValue'], { amount: 9 * GB, units: 'B' });
  const transfer = await transferOf(giver, receiver, gigabytes(2));
  assert.equal(
    said(await ask('POST', '/transferBalance', { body: transfer })),
    '409 balance_too_low',
  );
  assert.equal(said(await reserve(2)), '409 balance_too_low');
  const cancelled = await ask('PATCH', `/reserveBalance/${made.id}`, {
    body: { status: 'cancelled' },
  });
  assert.equal(one(cancelled).status, 'cancelled');
  assert.equal(
    one(await ask('PATCH', `/reserveBalance/${made.id}`, { body: { status: 'cancelled' } })).status,
    'cancelled',
  );
  assert.equal(await has(giver), 10);
  const second = one(await reserve(9));
  assert.equal((await ask('DELETE', `/reserveBalance/${second.id}`)).status, 204);
  assert.equal(await has(giver), 10);
  const third = one(await reserve(9));
  assert.equal(await has(giver), 1);
  scene.world.pass(HOUR);
  await scene.world.carrier.ledger.sweep();
  assert.equal(await has(giver), 10);
  assert.equal(
    said(await ask('PATCH', `/reserveBalance/${third.id}`, { body: { status: 'cancelled' } })),
    '409 action_ended',
  );
});

test('an accumulated balance sums what a line can use', async () => {
  const line = await lineWith(3);
  await scene.world.carrier.grant(line, 2, { kind: 'pack', scope: 'roaming' });
  const [balance] = many(
    await ask('GET', `/accumulatedBalance?logicalResource.id=%2B${line.msisdn}`),
  );
  assert.ok(balance);
  assert.deepEqual(balance['totalBalance'], { amount: 5 * GB, units: 'B' });
  assert.equal((balance['bucket'] as unknown as object[]).length, 2);
  assert.deepEqual(one(await ask('GET', `/accumulatedBalance/${balance.id}`)), balance);
  assert.equal(said(await ask('GET', '/accumulatedBalance/0')), '404 resource_unknown');
});

test('a list is paged, sorted, filtered, and shows only the fields that were asked for', async () => {
  const line = await lineWith(1);
  const body = await own(line, gigabytes(1));
  for (const amount of [3, 1, 2])
    await ask('POST', '/topupBalance', { body: { ...body, amount: gigabytes(amount) } });
  const mine = `logicalResource.id=%2B${line.msisdn}`;
  const page = await ask('GET', `/topupBalance?${mine}&limit=2&offset=1`);
  assert.equal(page.headers['x-total-count'], '3');
  assert.equal(page.headers['x-result-count'], '2');
  assert.match(String(page.headers['link']), /rel="prev"/);
  assert.doesNotMatch(String(page.headers['link']), /rel="next"/);
  const amounts = async (query: string): Promise<number[]> =>
    many(await ask('GET', `/topupBalance?${mine}&${query}`)).map(
      (each) => (each['amount'] as unknown as { amount: number }).amount,
    );
  assert.deepEqual(await amounts('sort=amount.amount'), [1, 2, 3]);
  assert.deepEqual(await amounts('sort=-amount.amount&limit=1'), [3]);
  assert.deepEqual(await amounts('amount.amount.gte=2&sort=amount.amount'), [2, 3]);
  assert.deepEqual(await amounts('amount.amount=1,3&sort=amount.amount'), [1, 3]);
  assert.deepEqual(await amounts('amount.amount.ne=1&sort=amount.amount'), [2, 3]);
  assert.deepEqual(
    await amounts(`requestedDate.gt=${new Date(scene.world.now()).toISOString()}`),
    [],
  );
  const answer = await scene.ask('GET', `${BASE}/topupBalance?${mine}&fields=amount&limit=1`, {
    token: await freshToken(),
  });
  assert.deepEqual(Object.keys(many(answer)[0] ?? {}).toSorted(), ['amount', 'href', 'id']);
  assert.equal(many(await ask('GET', `/balanceActionHistory?${mine}`)).length, 3);
  for (const path of ['transferBalance', 'reserveBalance']) {
    const all = many(await ask('GET', `/${path}`));
    assert.ok(all.length > 0);
    for (const { status } of many(await ask('GET', `/${path}?status=cancelled`)))
      assert.equal(status, 'cancelled');
  }
});

test('an action that was cut off half way is finished once by the job', async () => {
  const line = await lineWith(1);
  const made = one(await ask('POST', '/topupBalance', { body: await own(line, gigabytes(1)) }));
  await scene.world.pool.query(
    `update balance_action set state = 'created', outcome = null, confirmed_at = null where action_id = $1`,
    [made.id],
  );
  assert.equal(await scene.partnership.resume(), 0);
  scene.world.pass(2 * 60_000);
  assert.equal(await scene.partnership.resume(), 1);
  assert.equal(one(await ask('GET', `/topupBalance/${made.id}`)).status, 'completed');
  assert.equal(await has(line), 2);
});

test('a listener registers, and is no more', async () => {
  const made = await ask('POST', '/hub', { body: { callback: 'https://bss.example/tmf' } });
  assert.equal(made.status, 201);
  assert.equal((await ask('DELETE', `/hub/${one(made).id}`)).status, 204);
  assert.equal(said(await ask('DELETE', `/hub/${one(made).id}`)), '404 resource_unknown');
  assert.equal(
    said(await ask('POST', '/hub', { body: { callback: 'http://10.0.0.1/' } })),
    '400 url_not_reachable',
  );
  assert.equal(
    said(
      await ask('POST', '/hub', {
        body: { callback: 'https://bss.example/', query: 'eventType=Nothing' },
      }),
    ),
    '400 query_malformed',
  );
});

test(
  'every operation of the published file was asked',
  { skip: shapes === undefined && whyNot },
  () => {
    const missed = shapes?.operations.filter((operation) => !asked.has(operation));
    assert.deepEqual(missed, []);
  },
);
