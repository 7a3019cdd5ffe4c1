// Several devices of one line, in any order and with any appetite: together they are never granted, and
// never use, more than the line had.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import {
  createChargingWorld,
  grantedIn,
  MB,
  type ChargingWorld,
  type Say,
} from '../../test/support/charging.ts';
import { octets } from '../kernel/public.ts';

let world: ChargingWorld;
before(async () => {
  world = await createChargingWorld();
});
after(() => world.close());

const DEVICES = 4;
const step = fc.record({
  device: fc.nat({ max: DEVICES - 1 }),
  want: fc.oneof(fc.constant('any' as const), fc.integer({ min: 1, max: 60 * MB })),
  /** How much of its grant it uses, of a hundred. */
  uses: fc.integer({ min: 0, max: 100 }),
  ends: fc.boolean(),
});

type Device = { say: Say; sequence: number; granted: number; used: number };

test('the grants of all devices of a line are never more than there is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 * MB }),
      fc.array(step, { maxLength: 25 }),
      async (had, steps) => {
        const line = await world.carrier.line({ gigabytes: had / 1e9 });
        const open = (): Device => ({
          say: world.session(line),
          sequence: -1,
          granted: 0,
          used: 0,
        });
        const devices = Array.from({ length: DEVICES }, open);
        let used = 0;
        const held = () => devices.reduce((sum, { granted }) => sum + granted, 0);
        for (const { device: index, want, uses, ends } of steps) {
          const device = devices[index];
          assert.ok(device !== undefined);
          const using = Math.floor((device.granted * uses) / 100);
          const isOpen = device.sequence >= 0;
          const kind = !isOpen ? 'initial' : ends ? 'final' : 'update';
          const answer = await device.say(device.sequence + 1, kind, {
            1: [using, kind === 'final' ? 'nothing' : want],
          });
          assert.ok(answer.ok, JSON.stringify(answer));
          used += using;
          const granted = grantedIn(answer);
          const isRefused = kind === 'initial' && granted === 0;
          devices[index] =
            kind === 'final' || isRefused
              ? open()
              : { ...device, sequence: device.sequence + 1, granted };
          assert.ok(used + held() <= had, `${used} used and ${held()} granted of ${had}`);
          assert.equal(await world.available(line), octets(had - used - held()));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('twenty devices that ask at the same instant are granted no more than there is', async () => {
  const line = await world.carrier.line({ gigabytes: 0.01 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => world.session(line)(0, 'initial', { 1: [0, 5 * MB] })),
  );
  const granted = answers.reduce((sum, answer) => sum + grantedIn(answer), 0);
  assert.ok(granted <= 10 * MB);
  assert.equal(await world.available(line), 10 * MB - granted);
  assert.ok(
    answers.every((answer) => grantedIn(answer) >= 0.1 * MB),
    'nobody is left without',
  );
});
