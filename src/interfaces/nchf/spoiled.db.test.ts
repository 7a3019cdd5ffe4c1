// Bodies spoiled in every way that comes to mind: each gets an answer, none breaks anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNchfScene, pduSession, unit } from '../../../test/support/nchf.ts';
import { seededRandom } from '../gy/test-support/mutate.ts';

const BODIES = 4_000;
const AT_ONCE = 50;
const SEED = 20_261_122;

const ODD = [
  'null',
  '-1',
  '1e400',
  '"\\u0000"',
  '[]',
  '{}',
  'true',
  '9007199254740993',
  '"\\ud800"',
];

/** Flips, cuts, doubles and replaces; often enough the result is still JSON. */
function spoil(text: string, random: (below: number) => number): Buffer {
  let spoiled = text;
  for (let left = 1 + random(3); left > 0; left -= 1) {
    const at = random(spoiled.length);
    switch (random(6)) {
      case 0:
        spoiled = spoiled.slice(0, at) + String.fromCharCode(random(256)) + spoiled.slice(at + 1);
        break;
      case 1:
        spoiled = spoiled.slice(0, at);
        break;
      case 2:
        spoiled = spoiled.slice(0, at) + spoiled.slice(random(spoiled.length + 1));
        break;
      default: {
        // A value by another one, which keeps it JSON.
        const values = [...spoiled.matchAll(/(?<=:)("[^"]*"|\d+|\{\}|true)/g)];
        const value = values[random(Math.max(1, values.length))];
        if (value === undefined) break;
        spoiled =
          spoiled.slice(0, value.index) +
          (ODD[random(ODD.length)] ?? '') +
          spoiled.slice(value.index + value[0].length);
      }
    }
    if (spoiled === '') break;
  }
  return random(10) === 0 ? Buffer.from(spoiled, 'latin1') : Buffer.from(spoiled);
}

test(`${BODIES} spoiled bodies are all answered, and the octets are conserved`, async () => {
  const scene = await openNchfScene();
  const line = await scene.carrier.line({ gigabytes: 1_000 });
  const random = seededRandom(SEED);
  const statuses = new Map<number, number>();
  const paths = [
    '',
    '/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/update',
    '/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/release',
  ];
  let left = BODIES;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        const body = spoil(
          JSON.stringify({
            ...pduSession(line),
            oneTimeEvent: false,
            multipleUnitUsage: [unit(1, { ask: 1_000, used: 10 }), unit(9, { ask: 'any' })],
          }),
          random,
        );
        const path = paths[random(10) === 0 ? 1 + random(2) : 0] ?? '';
        const answer = await scene.client.send(
          'POST',
          `/nchf-convergedcharging/v3/chargingdata${path}`,
          body,
        );
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        assert.ok(answer.status < 500, `${answer.status} to ${body.toString()}`);
      }
    }),
  );
  assert.ok((statuses.get(201) ?? 0) > 100, 'some were still good');
  assert.ok((statuses.get(400) ?? 0) > 1_000, 'most were not');
  assert.equal(scene.door.inFlight, 0);
  assert.equal((await scene.carrier.ledger.audit()).conserved, true);
  await scene.close();
});
