import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Charging, ChargingRefusal } from '../../../charging/public.ts';
import { Fault, refuse, type Retry } from '../../../kernel/public.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { base } from '../codec/avps-base.ts';
import { FLAG_ERROR } from '../codec/message.ts';
import { readTree, valueIn } from '../codec/tree.ts';
import { codeIn, numberIn, openTestDoor, serviceCodeIn } from '../test-support/open-door.ts';
import {
  avp,
  creditControlRequest,
  EVENT,
  FINAL,
  IMSI,
  INITIAL,
  ratingGroup,
  requested,
  service,
  subscription,
  totalOctets,
  UPDATE,
  used,
} from '../test-support/requests.ts';

const ASK = service(ratingGroup(1), requested());

test('a grant tells its octets, rating group, validity and code', async (context) => {
  const { greet } = await openTestDoor(context);
  const answer = await (await greet()).request(creditControlRequest({ and: [ASK] }));
  const names: unknown[] = [];
  const group = readTree(answer).find(
    ({ definition }) => definition === creditControl.multipleServicesCreditControl,
  );
  assert.ok(Array.isArray(group?.value));
  for (const { definition, value } of group.value as readonly {
    definition: { name: string };
    value: unknown;
  }[])
    names.push([definition.name, Array.isArray(value) ? 'group' : value]);
  assert.deepEqual(names, [
    ['Granted-Service-Unit', 'group'],
    ['Validity-Time', 3_600],
    ['Rating-Group', 1],
    ['Result-Code', 2001],
  ]);
  assert.equal(valueIn(readTree(answer), 'CC-Total-Octets'), 10_000_000);
  assert.equal(valueIn(readTree(answer), 'Final-Unit-Action'), undefined);
});

test('a service identifier comes back with its grant', async (context) => {
  const { greet } = await openTestDoor(context);
  const and = [service(avp(creditControl.serviceIdentifier, 12), requested())];
  const answer = await (await greet()).request(creditControlRequest({ and }));
  assert.equal(valueIn(readTree(answer), 'Service-Identifier'), 12);
});

test('the last slice is final and terminates', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  charging.lines.set(IMSI, { availableOctets: 5_000, state: 'active' });
  const answer = await (await greet()).request(creditControlRequest({ and: [ASK] }));
  assert.equal(valueIn(readTree(answer), 'CC-Total-Octets'), 5_000);
  assert.equal(valueIn(readTree(answer), 'Final-Unit-Action'), 0);
});

test('an empty balance answers 4012 in the service, and in the root where nothing was opened', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  charging.lines.set(IMSI, { availableOctets: 0, state: 'active' });
  const answer = await (await greet()).request(creditControlRequest({ and: [ASK] }));
  assert.equal(serviceCodeIn(answer), 4012);
  assert.equal(codeIn(answer), 4012);
});

test('a rating group without a price answers 5031, in the root only when no other was granted', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  charging.unpricedRatingGroups.add(1);
  const client = await greet();
  const alone = await client.request(creditControlRequest({ sessionId: 'a', and: [ASK] }));
  assert.deepEqual([codeIn(alone), serviceCodeIn(alone)], [5031, 5031]);
  const and = [ASK, service(ratingGroup(2), requested())];
  const mixed = await client.request(creditControlRequest({ sessionId: 'b', and }));
  assert.deepEqual([codeIn(mixed), serviceCodeIn(mixed)], [2001, 5031]);
});

test('running dry in an update leaves the root at 2001', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  charging.lines.set(IMSI, { availableOctets: 5_000, state: 'active' });
  const client = await greet();
  await client.request(creditControlRequest({ type: INITIAL, and: [ASK] }));
  const and = [service(ratingGroup(1), used(totalOctets(5_000)), requested())];
  const answer = await client.request(creditControlRequest({ type: UPDATE, number: 1, and }));
  assert.deepEqual([codeIn(answer), serviceCodeIn(answer)], [2001, 4012]);
});

test('units in the request itself are answered in the answer itself', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  charging.lines.set(IMSI, { availableOctets: 5_000, state: 'active' });
  const client = await greet();
  const granted = readTree(await client.request(creditControlRequest({ and: [requested()] })));
  assert.deepEqual(
    granted.slice(-3).map(({ definition }) => definition.name),
    ['Granted-Service-Unit', 'Validity-Time', 'Final-Unit-Indication'],
  );
  const and = [used(totalOctets(5_000)), requested()];
  const dry = await client.request(creditControlRequest({ type: UPDATE, number: 1, and }));
  assert.equal(codeIn(dry), 4012, 'there is no group to say it in');
});

test('a session with two services is settled by its last request', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  const client = await greet();
  const both = [ASK, service(ratingGroup(2), requested())];
  await client.request(creditControlRequest({ and: both }));
  const reports = [
    service(ratingGroup(1), used(totalOctets(7))),
    service(ratingGroup(2), used(totalOctets(5))),
  ];
  const answer = await client.request(
    creditControlRequest({ type: FINAL, number: 1, and: reports }),
  );
  assert.deepEqual([codeIn(answer), serviceCodeIn(answer)], [2001, 2001]);
  assert.equal(charging.lines.get(IMSI)?.availableOctets, 100_000_000 - 12);
});

test('direct debiting is charged as an event and keeps no session', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  const and = [avp(creditControl.requestedAction, 0), service(requested(totalOctets(40)))];
  const answer = await (await greet()).request(creditControlRequest({ type: EVENT, and }));
  assert.equal(codeIn(answer), 2001);
  assert.equal(charging.requests[0]?.step, 'event');
  assert.equal(charging.sessions.size, 0);
});

test('checking the balance tells whether there is enough and takes nothing', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  const client = await greet();
  charging.lines.set(IMSI, { availableOctets: 40, state: 'active' });
  for (const [amount, result] of [
    [40, 0],
    [41, 1],
  ] as const) {
    const and = [avp(creditControl.requestedAction, 2), requested(totalOctets(amount))];
    const answer = await client.request(creditControlRequest({ type: EVENT, and }));
    assert.equal(codeIn(answer), 2001);
    assert.equal(numberIn(answer, creditControl.checkBalanceResult), result);
  }
  assert.equal(charging.requests.length, 0);
});

test('a line nobody knows answers 5030', async (context) => {
  const { greet } = await openTestDoor(context);
  const parts = {
    without: [creditControl.subscriptionId],
    and: [subscription(1, '001010000000099')],
  };
  assert.equal(codeIn(await (await greet()).request(creditControlRequest(parts))), 5030);
});

for (const [state, code] of [
  ['suspended', 4010],
  ['closed', 5003],
] as const)
  test(`a ${state} line answers ${code}`, async (context) => {
    const { charging, greet } = await openTestDoor(context);
    charging.lines.set(IMSI, { availableOctets: 1, state });
    assert.equal(codeIn(await (await greet()).request(creditControlRequest())), code);
  });

test('an update of a session nobody opened answers 5002', async (context) => {
  const { greet } = await openTestDoor(context);
  const bytes = creditControlRequest({ type: UPDATE, number: 1, and: [ASK] });
  assert.equal(codeIn(await (await greet()).request(bytes)), 5002);
});

test('a request older than the last answered answers 5012', async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  for (const number of [0, 1, 2])
    await client.request(
      creditControlRequest({ type: number === 0 ? INITIAL : UPDATE, number, and: [ASK] }),
    );
  const old = creditControlRequest({ type: UPDATE, number: 1, and: [ASK] });
  assert.equal(codeIn(await client.request(old)), 5012);
});

const throwing = (thrown: Error) => (): Charging => ({
  charge: () => Promise.reject(thrown),
  hasEnough: () => Promise.resolve(refuse<ChargingRefusal>({ code: 'user_unknown' })),
});

const FAULTS: readonly (readonly [retry: Retry, code: number])[] = [
  ['safe', 3004],
  ['same_key_only', 3004],
  ['useless', 5012],
];

for (const [retry, code] of FAULTS)
  test(`a fault whose retry is ${retry} answers ${code}`, async (context) => {
    const wrap = throwing(new Fault('store_away', 'the store is away', { retry }));
    const { greet } = await openTestDoor(context, { wrap });
    const answer = await (await greet()).request(creditControlRequest());
    assert.equal(codeIn(answer), code);
    assert.equal((answer.flags & FLAG_ERROR) !== 0, code === 3004);
  });

test('a bug in charging answers 5012 and is told to the log', async (context) => {
  const { greet, logged } = await openTestDoor(context, { wrap: throwing(new Error('a bug')) });
  assert.equal(codeIn(await (await greet()).request(creditControlRequest())), 5012);
  assert.ok(logged.has('charging failed'));
});

test('charging that takes too long is answered 3004 in time, once, and charged in the end', async (context) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { charging, greet } = await openTestDoor(context, {
    limits: { answerSeconds: 0.05 },
    wrap: (inner) => ({
      hasEnough: (subscriber, amount) => inner.hasEnough(subscriber, amount),
      charge: async (request) => {
        await released;
        return inner.charge(request);
      },
    }),
  });
  const client = await greet();
  const bytes = creditControlRequest({ and: [ASK] });
  assert.equal(codeIn(await client.request(bytes)), 3004);
  const repeat = client.request(bytes);
  release();
  assert.equal(codeIn(await repeat), 2001, 'the repeat gets the answer that was late');
  assert.equal(charging.lines.get(IMSI)?.availableOctets, 90_000_000, 'one slice');
});

const ask = (sessionId: string, number: number): Buffer =>
  creditControlRequest({ sessionId, number, type: number === 0 ? INITIAL : UPDATE, and: [ASK] });

test('requests of one session reach charging in order, over all connections', async (context) => {
  const held: (() => void)[] = [];
  const { charging, greet } = await openTestDoor(context, {
    wrap: (inner) => ({
      hasEnough: (subscriber, amount) => inner.hasEnough(subscriber, amount),
      charge: async (request) => {
        if (request.sessionId === 'slow' && request.requestNumber === 0)
          await new Promise<void>((resolve) => held.push(resolve));
        return inner.charge(request);
      },
    }),
  });
  const [one, other] = [await greet(), await greet()];
  const first = one.request(ask('slow', 0));
  await one.request(ask('quick', 0)); // so the slow one has come before what the other sends
  const second = other.request(ask('slow', 1));
  await other.request(ask('quick', 1));
  assert.deepEqual(
    charging.requests.map((request) => request.sessionId),
    ['quick', 'quick'],
  );
  held[0]?.();
  assert.deepEqual([codeIn(await first), codeIn(await second)], [2001, 2001]);
  assert.deepEqual(
    charging.requests.slice(2).map((request) => [request.sessionId, request.requestNumber]),
    [
      ['slow', 0],
      ['slow', 1],
    ],
  );
});

test('an answer to a problem says what it is in words', async (context) => {
  const { greet } = await openTestDoor(context);
  const answer = await (await greet()).request(creditControlRequest({ type: 9 }));
  const message = readTree(answer).find(({ definition }) => definition === base.errorMessage);
  assert.equal(message?.value, 'no such CC-Request-Type');
});
