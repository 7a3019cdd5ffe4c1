// What stands in an answer, for each thing that charging can say.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type {
  Charging,
  ChargingAnswer,
  FinalUnit,
  ServiceAnswer,
} from '../../../charging/public.ts';
import { accept, octets } from '../../../kernel/public.ts';
import type { Message } from '../codec/message.ts';
import { readTree, valueIn, type AvpTree } from '../codec/tree.ts';
import type { GyAnswerSettings } from '../settings.ts';
import { codeIn, openTestDoor, serviceCodeIn } from '../test-support/open-door.ts';
import {
  creditControlRequest,
  INITIAL,
  ratingGroup,
  requested,
  service,
  UPDATE,
} from '../test-support/requests.ts';

const GRANTED: ServiceAnswer & { readonly result: 'granted' } = {
  ratingGroup: 7,
  result: 'granted',
  grantedOctets: octets(5_000),
  validitySeconds: 600,
  thresholdOctets: null,
  quotaHoldingSeconds: null,
  finalUnit: null,
};

const REDIRECT: FinalUnit = { action: 'redirect', url: 'https://aurora.example/more?a=1' };
const RESTRICT: FinalUnit = { action: 'restrict', filterIds: ['walled-garden', 'care'] };

const saying = (answer: ChargingAnswer): Charging => ({
  charge: () => Promise.resolve(accept(answer)),
  hasEnough: () => Promise.resolve(accept(true)),
});

async function answerTo(
  context: TestContext,
  said: ServiceAnswer,
  options: {
    readonly type?: number;
    readonly inRoot?: boolean;
    readonly answers?: GyAnswerSettings;
  } = {},
): Promise<Message> {
  const { type = INITIAL, inRoot = false, answers = {} } = options;
  const { greet } = await openTestDoor(context, {
    wrap: () => saying({ services: [said] }),
    answers,
  });
  const and = [inRoot ? requested() : service(ratingGroup(7), requested())];
  return (await greet()).request(creditControlRequest({ type, and }));
}

/** AVPs as nested pairs of name and value. */
type Shown = readonly [name: string, value: unknown];
const show = (avps: readonly AvpTree[]): readonly Shown[] =>
  avps.map(({ definition, value }) => [
    definition.name,
    Array.isArray(value) ? show(value as readonly AvpTree[]) : value,
  ]);

function serviceIn(message: Message): readonly Shown[] {
  const group = valueIn(readTree(message), 'Multiple-Services-Credit-Control');
  assert.ok(Array.isArray(group));
  return show(group as readonly AvpTree[]);
}

const FINAL_UNITS: readonly (readonly [finalUnit: FinalUnit, shown: readonly Shown[]])[] = [
  [{ action: 'terminate' }, [['Final-Unit-Action', 0]]],
  [
    REDIRECT,
    [
      ['Final-Unit-Action', 1],
      [
        'Redirect-Server',
        [
          ['Redirect-Address-Type', 2],
          ['Redirect-Server-Address', 'https://aurora.example/more?a=1'],
        ],
      ],
    ],
  ],
  [
    RESTRICT,
    [
      ['Final-Unit-Action', 2],
      ['Filter-Id', 'walled-garden'],
      ['Filter-Id', 'care'],
    ],
  ],
];

for (const [finalUnit, shown] of FINAL_UNITS)
  test(`a last slice that ends in ${finalUnit.action} says so beside its units`, async (context) => {
    const answer = await answerTo(context, { ...GRANTED, finalUnit });
    assert.deepEqual(serviceIn(answer), [
      ['Granted-Service-Unit', [['CC-Total-Octets', 5_000]]],
      ['Validity-Time', 600],
      ['Final-Unit-Indication', shown],
      ['Rating-Group', 7],
      ['Result-Code', 2001],
    ]);
  });

for (const [type, name] of [
  [INITIAL, 'an initial request'],
  [UPDATE, 'an update'],
] as const)
  for (const [finalUnit, shown] of FINAL_UNITS.slice(1))
    test(`nothing left, answered to ${name} with ${finalUnit.action}, is a success without units`, async (context) => {
      const said: ServiceAnswer = { ratingGroup: 7, result: 'limit_reached', finalUnit };
      const answer = await answerTo(context, said, { type });
      assert.deepEqual(serviceIn(answer), [
        ['Final-Unit-Indication', shown],
        ['Rating-Group', 7],
        ['Result-Code', 2001],
      ]);
      assert.equal(codeIn(answer), 2001, 'the session opens, for its traffic goes on');
    });

test('nothing left and nothing instead is 4012', async (context) => {
  for (const finalUnit of [null, { action: 'terminate' } as const]) {
    const said: ServiceAnswer = { ratingGroup: 7, result: 'limit_reached', finalUnit };
    const answer = await answerTo(context, said);
    assert.deepEqual([codeIn(answer), serviceCodeIn(answer)], [4012, 4012]);
  }
});

test('a redirect stands in the root where the units do', async (context) => {
  const said: ServiceAnswer = { ratingGroup: null, result: 'limit_reached', finalUnit: REDIRECT };
  const answer = await answerTo(context, said, { inRoot: true });
  assert.equal(codeIn(answer), 2001);
  assert.equal(valueIn(readTree(answer), 'Redirect-Server-Address'), REDIRECT.url);
});

test('thresholds and holding time are told in the service, as 3GPP has them', async (context) => {
  const said = { ...GRANTED, thresholdOctets: octets(1_000), quotaHoldingSeconds: 900 };
  const shown = serviceIn(await answerTo(context, said));
  assert.deepEqual(
    shown.filter(([name]) => name === 'Volume-Quota-Threshold' || name === 'Quota-Holding-Time'),
    [
      ['Volume-Quota-Threshold', 1_000],
      ['Quota-Holding-Time', 900],
    ],
  );
  const inRoot = await answerTo(context, { ...said, ratingGroup: null }, { inRoot: true });
  assert.equal(valueIn(readTree(inRoot), 'Volume-Quota-Threshold'), undefined);
});

test('a threshold past 32 bits is the most that fits', async (context) => {
  const said = { ...GRANTED, thresholdOctets: octets(2 ** 33) };
  const answer = await answerTo(context, said);
  assert.equal(valueIn(readTree(answer), 'Volume-Quota-Threshold'), 0xffff_ffff);
});

test('failure handling and failover are told as the carrier sets them', async (context) => {
  for (const [failureHandling, code] of [
    ['terminate', 0],
    ['continue', 1],
    ['retry_and_terminate', 2],
  ] as const) {
    const answers = { failureHandling, sessionFailover: true };
    const avps = readTree(await answerTo(context, GRANTED, { answers }));
    assert.equal(valueIn(avps, 'Credit-Control-Failure-Handling'), code);
    assert.equal(valueIn(avps, 'CC-Session-Failover'), 1);
  }
  const unset = readTree(await answerTo(context, GRANTED));
  assert.equal(valueIn(unset, 'Credit-Control-Failure-Handling'), undefined);
  assert.equal(valueIn(unset, 'CC-Session-Failover'), undefined);
});

test('triggers are armed with every grant, where the carrier sets some', async (context) => {
  const answers = { triggerTypes: [30, 31] };
  const shown = serviceIn(await answerTo(context, GRANTED, { answers }));
  assert.deepEqual(
    shown.find(([name]) => name === 'Trigger'),
    [
      'Trigger',
      [
        ['Trigger-Type', 30],
        ['Trigger-Type', 31],
      ],
    ],
  );
});
