// Octets arrive, and the network is told: on a real ledger, with doors that note what they are asked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChargingWorld, MB, said, type ChargingWorld } from '../../test/support/charging.ts';
import { silentLog } from '../db/public.ts';
import { DAY, octets, type AccountId } from '../kernel/public.ts';
import type { AccountChange } from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import { createReauthorizer, DEFAULT_LIMITS, type Arrival } from './reauthorize.ts';
import type { OpenSession, SessionDoor, Told } from './request.ts';

let world: ChargingWorld;
let listener: (changes: readonly AccountChange[]) => void = () => undefined;
before(async () => {
  world = await createChargingWorld((changes) => listener(changes));
});
after(() => world.close());

type Door = SessionDoor & {
  readonly asked: OpenSession[];
  answer: (asked: number) => Promise<Told>;
};

function doorOf(kind = 'test'): Door {
  const door: Door = {
    kind,
    asked: [],
    answer: () => Promise.resolve('told'),
    async reauthorize(session) {
      door.asked.push(session);
      return door.answer(door.asked.length);
    },
    abort: () => Promise.resolve('unreachable'),
  };
  return door;
}

function telling(limits = {}) {
  const passedOn: Arrival[] = [];
  const results: string[] = [];
  const reauthorizer = createReauthorizer({
    ledger: world.carrier.ledger,
    clock: world.clock,
    log: silentLog,
    passOn: (arrivals) => passedOn.push(...arrivals),
    meter: { told: (_seconds, result = 'told') => results.push(result) },
    limits: { ...DEFAULT_LIMITS, retryAfter: [10, 20, 40], ...limits },
  });
  listener = reauthorizer.changed;
  return { reauthorizer, passedOn, results };
}

const opened = async (line: Line, contact: string | null): Promise<void> => {
  const answer = await world.session(line, { contact })(0, 'initial', { 1: [0, MB] });
  assert.match(said(answer), /^granted/);
};
const contacts = (door: Door): string[] => door.asked.map(({ contact }) => contact).toSorted();

test('every session of the line is told through the door that it came in by', async () => {
  const { reauthorizer, results, passedOn } = telling();
  const [gy, nchf] = [doorOf('gy'), doorOf('nchf')];
  reauthorizer.register(gy);
  reauthorizer.register(nchf);
  const line = await world.carrier.line({ gigabytes: 0.1 });
  const other = await world.carrier.line({ gigabytes: 0.1 });
  await reauthorizer.idle();
  await opened(line, 'gy smf-1');
  await opened(line, 'nchf http://smf-2');
  await opened(line, null);
  await opened(other, 'gy smf-3');
  await world.carrier.grant(line, 1);
  await reauthorizer.idle();
  assert.deepEqual([contacts(gy), contacts(nchf)], [['gy smf-1'], ['nchf http://smf-2']]);
  assert.deepEqual(results, ['told', 'told']);
  assert.deepEqual(passedOn, []);
});

test('a session that was cut off is told, and is granted octets when it asks', async () => {
  const { reauthorizer } = telling();
  const door = doorOf();
  reauthorizer.register(door);
  const line = await world.carrier.line({ gigabytes: 0.001 });
  await reauthorizer.idle();
  const say = world.session(line);
  assert.equal(said(await say(0, 'initial', { 1: [0, 'any'] })), 'granted 1 MB terminate');
  assert.equal(said(await say(1, 'update', { 1: [MB, 'any'] })), 'limit_reached');
  assert.equal(door.asked.length, 0);
  await world.carrier.grant(line, 0.08);
  await reauthorizer.idle();
  assert.equal(door.asked.length, 1);
  assert.equal(said(await say(2, 'update', { 1: [0, 'any'] })), 'granted 10 MB');
});

test('charging alone tells nobody', async () => {
  const { reauthorizer } = telling();
  const door = doorOf();
  reauthorizer.register(door);
  const line = await world.carrier.line({ gigabytes: 1 });
  await reauthorizer.idle();
  const say = world.session(line);
  await say(0, 'initial', { 1: [0, 'any'] });
  await say(1, 'update', { 1: [MB, 'any'] });
  await say(2, 'final', { 1: [MB, 'nothing'] });
  await reauthorizer.idle();
  assert.deepEqual(door.asked, []);
});

test('when the last octets outside of sessions leave, those are told, and share what they hold', async () => {
  const { reauthorizer } = telling();
  const door = doorOf();
  reauthorizer.register(door);
  const line = await world.carrier.line();
  await world.carrier.grant(line, 0.8, { days: 2 });
  await reauthorizer.idle();
  const say = world.session(line);
  assert.equal(said(await say(0, 'initial', { 1: [0, 'any'] })), 'granted 100 MB');
  await hold(line, 300);
  await reauthorizer.idle();
  assert.equal(door.asked.length, 0, 'some are left');
  await hold(line, 400);
  await reauthorizer.idle();
  assert.equal(door.asked.length, 1);
  assert.equal(said(await say(1, 'update', { 1: [20 * MB, 'any'] })), 'granted 10 MB');
});

let gifts = 0;
async function hold(line: Line, megabytes: number): Promise<void> {
  gifts += 1;
  const held = await world.carrier.ledger.execute({
    name: 'hold_gift',
    accountId: line.accountId,
    key: `hold ${gifts}`,
    giftId: `gift ${gifts}`,
    octets: octets(megabytes * MB),
    givableKinds: ['plan'],
    floorOctets: octets(0),
    limit: { tally: 'given', period: '2026-11', maximumCount: 9, maximumOctets: octets(1e12) },
    usableUntil: world.clock.now(),
    holdUntil: world.clock.now() + DAY,
  });
  assert.ok(held.ok, JSON.stringify(held));
}

test('what arrives while a session is being told is told once more, however often it came', async () => {
  const { reauthorizer } = telling();
  const door = doorOf();
  const { promise: slow, resolve: go } = Promise.withResolvers<void>();
  door.answer = async (asked) => {
    if (asked === 1) await slow;
    return 'told';
  };
  reauthorizer.register(door);
  const line = await world.carrier.line({ gigabytes: 1 });
  await reauthorizer.idle();
  await opened(line, 'test smf');
  await reauthorizer.idle();
  for (let gift = 0; gift < 5; gift += 1) await world.carrier.grant(line, 1);
  await until(() => door.asked.length === 1);
  go();
  await reauthorizer.idle();
  assert.equal(door.asked.length, 2);
});

test('an unreachable session is passed on once, and tried again until it answers', async () => {
  const { reauthorizer, passedOn, results } = telling();
  const door = doorOf();
  door.answer = (asked) => Promise.resolve(asked < 3 ? 'unreachable' : 'told');
  reauthorizer.register(door);
  const line = await world.carrier.line({ gigabytes: 1 });
  await reauthorizer.idle();
  await opened(line, 'test smf');
  await world.carrier.grant(line, 1);
  await until(() => results.length === 1);
  assert.deepEqual(results, ['told']);
  assert.equal(door.asked.length, 3);
  assert.deepEqual(passedOn, [{ accountId: line.accountId, since: world.clock.now() }]);
});

test('one that stays unreachable is given up after the last try; what another passed on is not passed on', async () => {
  const { reauthorizer, passedOn, results } = telling();
  const door = doorOf();
  door.answer = () => Promise.resolve('unreachable');
  const line = await world.carrier.line({ gigabytes: 1 });
  await reauthorizer.idle();
  await opened(line, 'test smf');
  passedOn.length = 0;
  reauthorizer.register(door);
  reauthorizer.tell([{ accountId: line.accountId, since: world.clock.now() }]);
  await until(() => results.length === 1);
  assert.deepEqual(results, ['unreachable']);
  assert.equal(door.asked.length, 4);
  assert.deepEqual(passedOn, []);
});

test('a session that the network does not know is not asked for again', async () => {
  const { reauthorizer, results } = telling();
  const door = doorOf();
  door.answer = () => Promise.resolve('session_unknown');
  reauthorizer.register(door);
  const line = await world.carrier.line({ gigabytes: 1 });
  await reauthorizer.idle();
  await opened(line, 'test smf');
  await world.carrier.grant(line, 1);
  await reauthorizer.idle();
  await sleep(60);
  assert.deepEqual([door.asked.length, results], [1, ['session_unknown']]);
});

test('a process without doors passes everything on, and looks nothing up', async () => {
  const { passedOn } = telling();
  const line = await world.carrier.line({ gigabytes: 1 });
  assert.deepEqual(
    passedOn.map(({ accountId }) => accountId),
    [line.accountId],
  );
});

test('beyond its bound no further account waits, and that is told', async () => {
  const { reauthorizer, results } = telling({ accountsWaiting: 10 });
  reauthorizer.register(doorOf());
  reauthorizer.changed(Array.from({ length: 15 }, (_, index) => arrivedFor(9_000_000 + index)));
  await reauthorizer.idle();
  assert.deepEqual(results, Array(5).fill('dropped'));
});

const arrivedFor = (accountId: AccountId): AccountChange => ({
  accountId,
  arrived: true,
  freed: false,
  left: false,
  availableOctets: octets(1),
});

test('five hundred lines with a session each are told with few at once', async () => {
  const { reauthorizer, results } = telling({ sessionsAtOnce: 7, accountsAtOnce: 50 });
  const door = doorOf();
  let atOnce = 0;
  let most = 0;
  door.answer = async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await sleep(1);
    atOnce -= 1;
    return 'told';
  };
  reauthorizer.register(door);
  const lines = await Promise.all(
    Array.from({ length: 500 }, () => world.carrier.line({ gigabytes: 1 })),
  );
  await reauthorizer.idle();
  await Promise.all(lines.map((line) => opened(line, 'test smf')));
  await reauthorizer.idle();
  const toldBefore = results.length;
  await Promise.all(lines.map((line) => world.carrier.grant(line, 1)));
  await reauthorizer.idle();
  assert.equal(most, 7);
  assert.equal(results.length - toldBefore, 500);
});

async function until(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!fact()) {
    assert.ok(performance.now() < deadline, `in time: ${String(fact)}`);
    await sleep(2);
  }
}
