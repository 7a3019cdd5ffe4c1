import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GB } from '../../test/support/carrier.ts';
import { createChargingWorld, type ChargingWorld } from '../../test/support/charging.ts';
import { silentLog } from '../db/public.ts';
import { DAY } from '../kernel/public.ts';
import type { AccountChange } from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { Counter } from './counter-status.ts';
import { createCounters, type Counters } from './counters.ts';

let world: ChargingWorld;
let counters: Counters;
let listener: (changes: readonly AccountChange[]) => void = () => undefined;
before(async () => {
  world = await createChargingWorld((changes) => listener(changes));
  const { carrier, settings, clock } = world;
  const { ledger, directory } = carrier;
  counters = createCounters({ ledger, directory, settings, clock, log: silentLog });
  listener = counters.changed;
  // The plans of the test carrier have 20 GB in a cycle: slowed after 18 of them.
  await world.putRules('giving', {
    counters: [
      {
        counterId: 'data',
        steps: [
          { status: 'empty', atMostOctets: 0 },
          { status: 'low', atMostShare: 0.2 },
        ],
        otherwise: 'full',
      },
      {
        counterId: 'speed',
        steps: [{ status: 'slowed', atMostOctets: 2 * GB }],
        otherwise: 'full',
      },
    ],
  });
});
after(() => world.close());

const statuses = (given: readonly Counter[]): string =>
  given.map(({ counterId, status }) => `${counterId} ${status}`).join(', ');

function watching(line: Line) {
  const told: string[] = [];
  const end = counters.watch(line.accountId, (given) => told.push(statuses(given)));
  const toldSoon = async (count: number): Promise<readonly string[]> => {
    const deadline = performance.now() + 2_000;
    while (told.length < count && performance.now() < deadline) await sleep(2);
    await sleep(20); // for one too many
    return told;
  };
  return { told, toldSoon, end };
}

const uses = async (line: Line, gigabytes: number): Promise<void> => {
  const used = await world.session(line)(0, 'event', { 1: [gigabytes * GB, 'nothing'] });
  assert.ok(used.ok);
};

test('counters say what share of the plan is left, and whether its cap was reached', async () => {
  const line = await world.carrier.line();
  const now = async () => statuses(await counters.countersOf(line));
  assert.equal(await now(), 'data empty, speed slowed');
  await world.carrier.grant(line, 20);
  assert.equal(await now(), 'data full, speed full');
  await uses(line, 16);
  assert.equal(await now(), 'data low, speed full');
  await uses(line, 2);
  assert.equal(await now(), 'data low, speed slowed');
  await uses(line, 2);
  assert.equal(await now(), 'data empty, speed slowed');
});

test('whoever watches is told when a status changes, and not when only an amount does', async () => {
  const line = await world.carrier.line({ gigabytes: 20 });
  const { toldSoon, end } = watching(line);
  await toldSoon(0);
  await uses(line, 5);
  await uses(line, 5);
  assert.deepEqual(await toldSoon(0), []);
  await uses(line, 6);
  assert.deepEqual(await toldSoon(1), ['data low, speed full']);
  await uses(line, 2);
  assert.deepEqual((await toldSoon(2))[1], 'data low, speed slowed');
  end();
  await uses(line, 2);
  assert.equal((await toldSoon(3)).length, 2);
});

test('a plan slowed at its cap is lifted as soon as octets arrive', async () => {
  const line = await world.carrier.line({ gigabytes: 1 });
  const { toldSoon, end } = watching(line);
  await toldSoon(0);
  assert.equal(statuses(await counters.countersOf(line)), 'data low, speed slowed');
  const given = performance.now();
  await world.carrier.grant(line, 2, { kind: 'bonus' });
  assert.deepEqual(await toldSoon(1), ['data low, speed full']);
  assert.ok(performance.now() - given < 1_000);
  end();
});

test('octets that lapse change a status, which was foreseen', async () => {
  const line = await world.carrier.line();
  await world.carrier.grant(line, 10, { days: 1 });
  await world.carrier.grant(line, 3, { days: 2 });
  const end = world.clock.now();
  assert.deepEqual(await counters.countersOf(line), [
    {
      counterId: 'data',
      status: 'full',
      pendingStatuses: [
        { status: 'low', activatesAt: end + DAY },
        { status: 'empty', activatesAt: end + 2 * DAY },
      ],
    },
    {
      counterId: 'speed',
      status: 'full',
      pendingStatuses: [{ status: 'slowed', activatesAt: end + 2 * DAY }],
    },
  ]);
  const watch = watching(line);
  await watch.toldSoon(0);
  world.pass(DAY);
  await world.carrier.ledger.sweep();
  assert.deepEqual(await watch.toldSoon(1), ['data low, speed full']);
  // Nothing happens in the ledger when another process has swept: a round sees it all the same.
  world.pass(DAY);
  counters.round();
  assert.deepEqual((await watch.toldSoon(2))[1], 'data empty, speed slowed');
  watch.end();
});

test('octets for abroad are not data at home', async () => {
  const line = await world.carrier.line();
  await world.carrier.grant(line, 9, { scope: 'roaming' });
  assert.equal(statuses(await counters.countersOf(line)), 'data empty, speed slowed');
});

test('a line that is none has no counters, and a change of one that nobody watches reads nothing', async () => {
  assert.deepEqual(await counters.countersOf({ accountId: 1 }), []);
  counters.look([1]);
});
