import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CHARGING_RULES, type ChargingSettings } from '../catalog/public.ts';
import { SECOND } from '../kernel/public.ts';
import { createSettings } from './settings.ts';

async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

function world() {
  const state = { now: 0, home: '00101', isAway: false, readings: 0 };
  const settings = createSettings({
    clock: { now: () => state.now },
    read: async (): Promise<ChargingSettings> => {
      state.readings += 1;
      await new Promise(setImmediate);
      if (state.isAway) throw new Error('away');
      return {
        homeNetworks: [state.home],
        ratingGroups: [],
        plans: new Map(),
        rules: DEFAULT_CHARGING_RULES,
      };
    },
  });
  const home = async () => (await settings.current()).homeNetworks[0];
  return { state, settings, home };
}

test('settings that are changed hold some seconds later, and nobody waits for the reading', async () => {
  const { state, settings, home } = world();
  assert.equal(await home(), '00101');
  state.home = '302990';
  assert.equal(await home(), '00101');
  state.now += 2 * SECOND;
  assert.ok(!(settings.current() instanceof Promise));
  await rest();
  assert.equal(await home(), '302990');
});

test('many who ask at once are one reading', async () => {
  const { state, home } = world();
  await Promise.all(Array.from({ length: 100 }, home));
  assert.equal(state.readings, 1);
});

test('what is known serves while the store is away, and is renewed when it is back', async () => {
  const { state, home } = world();
  await home();
  state.isAway = true;
  state.home = '302990';
  state.now += 10 * SECOND;
  assert.equal(await home(), '00101');
  await rest();
  assert.equal(await home(), '00101');
  state.isAway = false;
  await rest();
  await home();
  await rest();
  assert.equal(await home(), '302990');
});

test('the first reading that fails is told, and the next request tries again', async () => {
  const { state, home } = world();
  state.isAway = true;
  await assert.rejects(home(), /away/);
  state.isAway = false;
  assert.equal(await home(), '00101');
});
