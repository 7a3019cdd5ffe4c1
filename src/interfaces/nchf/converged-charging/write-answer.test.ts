import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FinalUnit, ServiceAnswer } from '../../../charging/public.ts';
import { octets } from '../../../kernel/public.ts';
import { Findings } from '../http2/findings.ts';
import { readRequest } from './read-request.ts';
import { writeAnswer } from './write-answer.ts';

const request = readRequest(
  {
    invocationTimeStamp: '2026-11-22T12:00:00Z',
    invocationSequenceNumber: 4,
    nfConsumerIdentification: { nodeFunctionality: 'SMF' },
    multipleUnitUsage: [{ ratingGroup: 1, requestedUnit: {} }],
  },
  new Findings(),
);

const written = (service: ServiceAnswer) =>
  JSON.parse(writeAnswer(request, { services: [service] }, undefined)) as {
    multipleUnitInformation: { [name: string]: unknown }[];
  };
const grantedWith = (finalUnit: FinalUnit | null): ServiceAnswer => ({
  ratingGroup: 1,
  result: 'granted',
  grantedOctets: octets(1_000),
  validitySeconds: 60,
  thresholdOctets: octets(100),
  quotaHoldingSeconds: 30,
  finalUnit,
});

test('a grant says how much, how long, when to come back, and what then', () => {
  const [unit] = written(grantedWith(null)).multipleUnitInformation;
  const { triggers: _, ...others } = unit ?? {};
  assert.deepEqual(others, {
    resultCode: 'SUCCESS',
    ratingGroup: 1,
    grantedUnit: { totalVolume: 1_000 },
    validityTime: 60,
    volumeQuotaThreshold: 100,
    quotaHoldingTime: 30,
  });
});

for (const [finalUnit, indication] of [
  [{ action: 'terminate' }, { finalUnitAction: 'TERMINATE' }],
  [
    { action: 'redirect', url: 'https://a.test/?"' },
    {
      finalUnitAction: 'REDIRECT',
      redirectServer: { redirectAddressType: 'URL', redirectServerAddress: 'https://a.test/?"' },
    },
  ],
  [
    { action: 'restrict', filterIds: ['a', 'b'] },
    { finalUnitAction: 'RESTRICT_ACCESS', filterIdList: ['a', 'b'] },
  ],
] as const satisfies readonly (readonly [FinalUnit, object])[])
  test(`the last slice, and nothing left, say ${finalUnit.action}`, () => {
    for (const service of [
      grantedWith(finalUnit),
      { ratingGroup: 1, result: 'limit_reached', finalUnit } as const,
    ])
      assert.deepEqual(
        written(service).multipleUnitInformation[0]?.['finalUnitIndication'],
        indication,
      );
  });
