// Several devices of one line to its end: what each is granted gets smaller, none is left without while
// another has much in hand, and who is left without is told when another gives back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { createChargingWorld, MB, type ChargingWorld } from '../../test/support/charging.ts';
import { networkOn, type Device, type Network } from '../../test/support/network-devices.ts';
import { silentLog } from '../db/public.ts';
import type { AccountChange } from '../ledger/public.ts';
import { createReauthorizer, DEFAULT_LIMITS, type Reauthorizer } from './reauthorize.ts';

let world: ChargingWorld;
let listener: (changes: readonly AccountChange[]) => void = () => undefined;
before(async () => {
  world = await createChargingWorld((changes) => listener(changes));
});
after(() => world.close());

function telling(): { readonly network: Network; readonly reauthorizer: Reauthorizer } {
  const reauthorizer = createReauthorizer({
    ledger: world.carrier.ledger,
    clock: world.clock,
    log: silentLog,
    limits: { ...DEFAULT_LIMITS, callInEvery: 0 },
  });
  listener = reauthorizer.changed;
  const network = networkOn(world, reauthorizer.ranShort);
  reauthorizer.register(network.door);
  return { network, reauthorizer };
}

/** Until everybody has been told, and has done it. */
async function settled({ network, reauthorizer }: ReturnType<typeof telling>): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await reauthorizer.idle();
    await network.idle();
  }
}

test('a device that is left without has a share of what another holds', async () => {
  const told = telling();
  const { network } = told;
  const line = await world.carrier.line({ gigabytes: 0.04 });
  const tablet = await network.device(line);
  const phone = await network.device(line);
  assert.equal(tablet.granted(), 5 * MB);
  for (let round = 0; round < 200 && phone.used() < 38 * MB && !phone.isWithout(); round += 1) {
    await phone.use(phone.granted());
    await settled(told);
  }
  assert.ok(phone.used() >= 38 * MB, `the phone used ${phone.used()}`);
  assert.ok(tablet.granted() > 0, 'and the tablet still has some');
  assert.ok(tablet.granted() <= MB);
});

test('a device that was left without is told when another gives back', async () => {
  const told = telling();
  const { network } = told;
  const line = await world.carrier.line({ gigabytes: 0.0009 });
  await world.putRules(null, { finalUnit: { action: 'restrict', filterIds: ['messages-only'] } });
  const first = await network.device(line);
  const second = await network.device(line);
  await settled(told);
  assert.equal(first.granted(), 0.9 * MB);
  assert.ok(second.isWithout());
  await first.use(0.2 * MB);
  await first.end();
  await settled(told);
  assert.equal(second.granted(), 0.7 * MB);
  await world.putRules(null, { finalUnit: { action: 'terminate' } });
});

test('devices that use a line up together have all of it, and equal shares of its end', async () => {
  await world.putRules(null, { finalUnit: { action: 'restrict', filterIds: ['messages-only'] } });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 2 * MB, max: 60 * MB }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 12 }),
      async (count, had, pace) => {
        const told = telling();
        const { network } = told;
        const line = await world.carrier.line({ gigabytes: had / 1e9 });
        const devices: Device[] = [];
        for (let index = 0; index < count; index += 1) devices.push(await network.device(line));
        // They use at several paces while there is plenty.
        for (const [round, parts] of pace.entries()) {
          const device = devices[round % count];
          await device?.use(Math.floor((device.granted() * parts) / 9));
        }
        await settled(told);
        const earlier = devices.map((device) => device.used());
        // Then all of them want all that they can have, an equal step each.
        const step = 100_000;
        for (let round = 0; round < 3_000; round += 1) {
          for (const device of devices) await device.use(step);
          await settled(told);
          if (devices.every((device) => device.granted() === 0)) break;
        }
        const used = devices.reduce((sum, device) => sum + device.used(), 0);
        assert.equal(used, had, 'every octet is used, and none twice');
        assert.equal(network.overrun(), 0);
        const since = devices.map((device, index) => device.used() - (earlier[index] ?? 0));
        const apart = Math.max(...since) - Math.min(...since);
        assert.ok(apart <= MB, `the shares are ${apart} octets apart: ${since.join()}`);
        for (const device of devices) await device.end();
      },
    ),
    { numRuns: 15 },
  );
  await world.putRules(null, { finalUnit: { action: 'terminate' } });
});

test('elements that let through twice of every slice are unpaid for one smallest slice, however many there are', async () => {
  for (const count of [1, 2, 4]) {
    const told = telling();
    const { network } = told;
    const line = await world.carrier.line({ gigabytes: 0.03 });
    const devices: Device[] = [];
    for (let index = 0; index < count; index += 1) devices.push(await network.device(line));
    for (let round = 0; round < 400; round += 1) {
      for (const device of devices) await device.useTwice();
      await settled(told);
      if (devices.every((device) => device.granted() === 0)) break;
    }
    assert.ok(network.overrun() <= MB, `${count} devices: ${network.overrun()} octets unpaid`);
    assert.equal(await world.available(line), 0);
  }
});
