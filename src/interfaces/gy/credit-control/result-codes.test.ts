import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ServiceAnswer } from '../../../charging/public.ts';
import { octets } from '../../../kernel/public.ts';
import { resultCode } from '../codec/problem.ts';
import { defaultGyLimits } from '../identity.ts';
import { codeOfRequest } from './result-codes.ts';

/** With its tables' padding taken out. */
const REFERENCE = readFileSync(
  new URL('../../../../docs/reference/gy.md', import.meta.url),
  'utf8',
).replaceAll(/ +/g, ' ');

const GRANTED: ServiceAnswer = {
  ratingGroup: 1,
  result: 'granted',
  grantedOctets: octets(1),
  validitySeconds: 1,
  thresholdOctets: null,
  quotaHoldingSeconds: null,
  finalUnit: null,
};
const SETTLED: ServiceAnswer = { ratingGroup: 2, result: 'settled' };
const LIMIT_REACHED: ServiceAnswer = { ratingGroup: 3, result: 'limit_reached', finalUnit: null };
const RATING_FAILED: ServiceAnswer = { ratingGroup: 4, result: 'rating_failed' };

const ROOTS: readonly (readonly [
  name: string,
  opens: boolean,
  services: readonly ServiceAnswer[],
  code: number,
])[] = [
  ['opening with no services', true, [], 2001],
  ['opening with one granted and one refused', true, [LIMIT_REACHED, GRANTED], 2001],
  ['opening with all refused for want of octets', true, [LIMIT_REACHED, LIMIT_REACHED], 4012],
  ['opening with all refused for want of a price', true, [RATING_FAILED], 5031],
  ['opening with both refusals', true, [RATING_FAILED, LIMIT_REACHED], 4012],
  ['opening with a report and a refusal', true, [SETTLED, LIMIT_REACHED], 4012],
  ['opening with reports only', true, [SETTLED], 2001],
  ['going on with all refused', false, [LIMIT_REACHED, RATING_FAILED], 2001],
];

for (const [name, opens, services, code] of ROOTS)
  test(`${name} answers ${code} in the root`, () => {
    assert.equal(codeOfRequest(opens, services), code);
  });

test('every result code has its row in the reference', () => {
  for (const code of Object.values(resultCode))
    assert.match(REFERENCE, new RegExp(`^\\| ${code} \\|`, 'm'));
});

test('every limit has its row and its default in the reference', () => {
  const rows = Object.entries(defaultGyLimits).map(([name, value]) => {
    const shown = name === 'maximumUnsentOctets' ? `${value / 1024 ** 2} MiB` : String(value);
    return `| \`${name}\` | ${shown}`;
  });
  assert.deepEqual(
    rows.filter((row) => !REFERENCE.includes(row)),
    [],
  );
});
