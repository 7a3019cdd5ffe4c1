// A line that runs short while it is charged says so, and what its pool gives it reaches its session.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grantedIn, MB, said } from '../../test/support/charging.ts';
import { sharingOn, type SharingWorld } from '../../test/support/sharing.ts';
import { createGiftingWorld } from '../../test/support/gifting.ts';
import { createChargingCatalog } from '../catalog/public.ts';
import { octets } from '../kernel/public.ts';
import { createServedLines, type Line } from '../subscribers/public.ts';
import { createCharging, createSettings, type Charging } from './public.ts';

let world: SharingWorld;
let charging: Charging;
const short: string[] = [];
before(async () => {
  const gifting = await createGiftingWorld();
  world = sharingOn(gifting);
  const clock = { now: () => world.now() };
  charging = createCharging({
    ledger: world.carrier.ledger,
    lines: createServedLines(world.store, clock),
    settings: createSettings({ read: createChargingCatalog(world.store, clock).settings, clock }),
    clock,
    ranShort(accountId, scope) {
      short.push(scope);
      world.pools.ranShort(accountId, scope);
    },
  });
});
after(() => world.close());

const session = (line: Line, sessionId: string) => {
  let requestNumber = -1;
  return (step: 'initial' | 'update' | 'final', used: number, wanted: number | 'nothing') =>
    charging.charge({
      sessionId,
      requestNumber: (requestNumber += 1),
      step,
      subscriber: { imsi: line.imsi },
      services: [
        {
          ratingGroup: 1,
          usedOctets: octets(used),
          requestedOctets: wanted === 'nothing' ? wanted : octets(wanted),
        },
      ],
      networkElement: 'smf.test',
      contact: `test ${sessionId}`,
    });
};

test('the last slice is told of, and so is none; a slice among plenty is not', async () => {
  const rich = await world.carrier.line({ gigabytes: 1 });
  const poor = await world.carrier.line({ gigabytes: 0.0005 });
  short.length = 0;
  assert.equal(said(await session(rich, 'short;0')('initial', 0, 5 * MB)), 'granted 5 MB');
  assert.deepEqual(short, []);
  const use = session(poor, 'short;1');
  assert.match(said(await use('initial', 0, 5 * MB)), /^granted 0.5 MB/);
  assert.deepEqual(short, ['domestic']);
  assert.equal(said(await use('update', MB / 2, 5 * MB)), 'limit_reached');
  assert.deepEqual(short, ['domestic', 'domestic']);
  await use('final', 0, 'nothing');
  assert.equal(short.length, 2, 'who wants nothing is not short');
});

test('a member goes on with what its pool gives it, up to its cap', async () => {
  await world.play(`
    line mum 20GB
    line son
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 500MB           => held
    window
    mum caps son 150MB       => open
  `);
  const use = session(world.person('son'), 'short;2');
  assert.equal(said(await use('initial', 0, 40 * MB)), 'limit_reached');
  await world.pools.idle();
  // The network asks again, as it is told to when octets arrive.
  const again = session(world.person('son'), 'short;3');
  let granted = 0;
  let outcome = await again('initial', 0, 40 * MB);
  for (let round = 0; round < 300 && grantedIn(outcome) > 0; round += 1) {
    granted += grantedIn(outcome);
    world.pass(3_000);
    outcome = await again('update', grantedIn(outcome), 40 * MB);
    await world.pools.idle();
  }
  assert.equal(granted, 150 * MB);
  assert.equal(await world.gigabytes(world.person('son')), 0);
});

test('the members of a pool that ends share what is left of it', async () => {
  await world.play(`
    line dad 20GB
    line ann
    line ben
    dad opens pool           => open
    dad invites ann          => open
    ann joins                => open
    dad invites ben          => open
    ben joins                => open
    dad puts 100MB           => held
    window
  `);
  const uses = ['ann', 'ben'].map((name) => session(world.person(name), `short;${name}`));
  for (const use of uses) assert.equal(said(await use('initial', 0, 90 * MB)), 'limit_reached');
  await world.pools.idle();
  const has = await Promise.all(['ann', 'ben'].map((name) => world.gigabytes(world.person(name))));
  // Three may draw: a third of 100 MB, then a third of the rest.
  assert.ok(
    has.every((gigabytes) => gigabytes > 0.02 && gigabytes < 0.034),
    has.join(),
  );
});
