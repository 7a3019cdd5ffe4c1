// What clients get wrong, a row each: the requests of one session one after another, and the code of
// each answer. Afterwards the same connection serves a sound request, and nothing was charged twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import type { AvpDefinition } from '../codec/definition.ts';
import { readTree, valueIn, type AvpTree } from '../codec/tree.ts';
import { codeIn, openTestDoor, serviceCodeIn } from '../test-support/open-door.ts';
import {
  avp,
  creditControlRequest,
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
  type RequestParts,
} from '../test-support/requests.ts';

const LIMIT = { timeout: 10_000 };
const ASK = service(ratingGroup(1), requested());
const report = (amount: number, ...more: AvpTree[]): AvpTree =>
  service(ratingGroup(1), used(totalOctets(amount), ...more), requested());
const initial: RequestParts = { type: INITIAL, and: [ASK] };
const update = (number: number, amount: number): RequestParts => ({
  type: UPDATE,
  number,
  and: [report(amount)],
});
const raw = (definition: AvpDefinition, octets: number): AvpTree =>
  avp(definition, Buffer.alloc(octets, 1));

type Row = readonly [name: string, requests: readonly RequestParts[], codes: readonly number[]];

const ROWS: readonly Row[] = [
  ['an update of no session', [update(1, 0)], [5002]],
  ['a last request of no session', [{ type: FINAL, number: 1 }], [5002]],
  [
    'a session opened twice, under another number',
    [initial, { ...initial, number: 5 }],
    [2001, 5012],
  ],
  ['a session opened twice, word for word', [initial, initial], [2001, 2001]],
  ['a number that skips', [initial, update(9, 5)], [2001, 2001]],
  ['a number that goes back', [initial, update(4, 5), update(3, 5)], [2001, 2001, 5012]],
  [
    'a session that goes on after its end',
    [initial, { type: FINAL, number: 1 }, update(2, 5)],
    [2001, 2001, 5002],
  ],
  [
    'more used than was ever granted',
    [initial, update(1, 50_000_000_000), update(2, 0)],
    [2001, 2001, 2001],
  ],
  [
    'used octets past 2^53',
    [
      initial,
      update(1, 0),
      { type: UPDATE, number: 2, and: [service(used(avp(creditControl.totalOctets, 2n ** 63n)))] },
    ],
    [2001, 2001, 5004],
  ],
  [
    'a CC-Request-Number of eight octets',
    [{ without: [creditControl.requestNumber], and: [raw(creditControl.requestNumber, 8)] }],
    [5014],
  ],
  [
    'a CC-Request-Type of one octet',
    [{ without: [creditControl.requestType], and: [raw(creditControl.requestType, 1)] }],
    [5014],
  ],
  [
    'an amount of four octets',
    [{ and: [service(requested(raw(creditControl.totalOctets, 4)))] }],
    [5014],
  ],
  [
    'a service that is no group',
    [{ and: [raw(creditControl.multipleServicesCreditControl, 7)] }],
    [5014],
  ],
  [
    'an application that is another one',
    [{ without: [base.authApplicationId], and: [avp(base.authApplicationId, 3)] }],
    [5004],
  ],
  ['a type that does not exist', [{ type: 0 }], [5004]],
  ['an empty Session-Id', [{ sessionId: '' }], [5004]],
  [
    'an IMSI of letters',
    [{ without: [creditControl.subscriptionId], and: [subscription(1, 'alice')] }],
    [5004],
  ],
  ['no subscriber at all', [{ without: [creditControl.subscriptionId] }], [5005]],
  ['a PLMN that is none', [{ and: [location('12x')] }], [5004]],
];

function location(network: string): AvpTree {
  const inner = [avp(threegpp.psInformation, [avp(threegpp.sgsnMccMnc, network)])];
  return avp(threegpp.serviceInformation, inner);
}

for (const [name, requests, codes] of ROWS)
  test(`${name} is answered ${codes.join(', ')}`, LIMIT, async (context) => {
    const { greet, logged } = await openTestDoor(context);
    const client = await greet();
    const got: unknown[] = [];
    for (const parts of requests)
      got.push(codeIn(await client.request(creditControlRequest(parts))));
    assert.deepEqual(got, codes);
    assert.ok(!logged.has('charging failed') && !logged.has('gy message brought out a bug'));
    const sound = creditControlRequest({ sessionId: 'another', and: [service(requested())] });
    assert.ok([2001, 4012].includes(codeIn(await client.request(sound)) ?? 0));
  });

for (const lacking of [
  base.sessionId,
  base.originHost,
  base.originRealm,
  base.destinationRealm,
  base.authApplicationId,
  creditControl.serviceContextId,
  creditControl.requestType,
  creditControl.requestNumber,
])
  test(
    `a request without its ${lacking.name} is answered 5005, which names it`,
    LIMIT,
    async (context) => {
      const { greet, charging } = await openTestDoor(context);
      const answer = await (await greet()).request(creditControlRequest({ without: [lacking] }));
      assert.equal(codeIn(answer), 5005);
      const failed = valueIn(readTree(answer), 'Failed-AVP') as readonly AvpTree[];
      assert.equal(failed[0]?.definition, lacking);
      assert.equal(charging.requests.length, 0);
    },
  );

test(
  'an overrun is charged whole, and the next request is told that nothing is left',
  LIMIT,
  async (context) => {
    const { greet, charging } = await openTestDoor(context);
    charging.lines.set(IMSI, { availableOctets: 12_000_000, state: 'active' });
    const client = await greet();
    await client.request(creditControlRequest(initial));
    const answer = await client.request(creditControlRequest(update(1, 15_000_000)));
    assert.deepEqual([codeIn(answer), serviceCodeIn(answer)], [2001, 4012]);
    assert.equal(charging.lines.get(IMSI)?.availableOctets, -3_000_000);
  },
);

for (const [state, code] of [
  ['suspended', 4010],
  ['closed', 5003],
  ['unknown', 5030],
] as const)
  test(`a line that is ${state} in mid-session is answered ${code}`, LIMIT, async (context) => {
    const { greet, charging } = await openTestDoor(context);
    const line = { availableOctets: 1_000, state: 'active' as 'active' | 'suspended' | 'closed' };
    charging.lines.set(IMSI, line);
    const parts = { without: [creditControl.subscriptionId] };
    const who = subscription(1, IMSI);
    const client = await greet();
    const opened = creditControlRequest({ ...parts, and: [who, ASK] });
    assert.equal(codeIn(await client.request(opened)), 2001);
    if (state === 'unknown') charging.lines.delete(IMSI);
    else line.state = state;
    const next = creditControlRequest({ ...parts, type: UPDATE, number: 1, and: [who, report(5)] });
    assert.equal(codeIn(await client.request(next)), code);
  });
