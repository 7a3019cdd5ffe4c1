// Walks a gift through everything that can happen to it, on the real store: from every situation that it can
// be in, every event, cut off at every step too, until nothing new turns up. From each situation the octets
// must come home or arrive once jobs run, and no state may follow another than the table says.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGiftingWorld, WINDOW, type GiftingWorld } from '../../test/support/gifting.ts';
import { GB, TEST_POLICY, TIME_ZONE } from '../../test/support/carrier.ts';
import { DAY, Fault, octets } from '../kernel/public.ts';
import type { Ledger } from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import { GIFT_STATES, type GiftState } from './gift.ts';
import { createGifting } from './gifting.ts';
import type { Gifting } from './offer.ts';

/** As it is drawn in gift.ts. `gone` is a gift that was never held, and is forgotten. */
const MAY_FOLLOW: { readonly [state in GiftState]: readonly (GiftState | 'gone')[] } = {
  asked: ['held', 'in_transit', 'delivered', 'undone', 'gone'],
  held: ['in_transit', 'undone'],
  undone: [],
  in_transit: ['delivered', 'returned'],
  delivered: ['declining'],
  declining: ['declined', 'delivered'],
  declined: [],
  returned: [],
};
/** Only of a gift without a window. */
const AT_ONCE = 'asked delivered';
/** Where a gift may stay: nothing of it is held or on its way. */
const AT_REST: readonly string[] = ['undone', 'delivered', 'declined', 'returned', 'gone'];

const GIVEN = 2 * GB;
const lost = new Fault('database_lost', 'the store went away', { retry: 'same_key_only' });

/** One gift between two lines of its own, with time of its own. */
type Play = {
  readonly world: GiftingWorld;
  readonly giver: Line;
  readonly receiver: Line;
  readonly gifting: Gifting;
  giftId: string | undefined;
  /** Cuts off what is done next: at its nth step in the ledger, before or after that is done. */
  cut(at: number, when: 'before' | 'after'): void;
  /** Every state that the store was told of, in order. */
  readonly states: GiftState[];
  isReceiverClosed: boolean;
  undoUntil: number;
};
type Event = { readonly name: string; readonly happen: (play: Play) => Promise<unknown> };

/** Each with a store and a clock of its own: walks wait for the store most of the time, so some go side by side. */
const WORLDS = 6;
let worlds: GiftingWorld[] = [];
before(async () => {
  worlds = await Promise.all(Array.from({ length: WORLDS }, () => createGiftingWorld()));
});
after(() => Promise.all(worlds.map((world) => world.close())));

/** Does this for each, in every world one after the other. */
async function sideBySide<Item>(
  items: readonly Item[],
  act: (world: GiftingWorld, item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    worlds.map(async (world) => {
      for (const item of waiting) await act(world, item);
    }),
  );
}

async function begin(world: GiftingWorld): Promise<Play> {
  const { carrier, store } = world;
  const states: GiftState[] = [];
  let cutting: { left: number; when: 'before' | 'after' } | undefined;
  const execute: Ledger['execute'] = async (command) => {
    if (cutting === undefined || (cutting.left -= 1) > 0) return carrier.ledger.execute(command);
    const { when } = cutting;
    cutting = undefined;
    if (when === 'after') await carrier.ledger.execute(command);
    throw lost;
  };
  const gifting = createGifting({
    store,
    ledger: { ...carrier.ledger, execute },
    catalog: carrier.catalog,
    directory: carrier.directory,
    clock: { now: () => world.now() },
    timeZone: TIME_ZONE,
    country: 'CA',
    ports: {
      schedule: () => Promise.resolve(),
      emit: (_client, { state }) => {
        states.push(state);
        return Promise.resolve();
      },
      announce: () => undefined,
      tell: () => undefined,
    },
  });
  return {
    world,
    giver: await carrier.line({ gigabytes: 10 }),
    receiver: await carrier.line(),
    gifting,
    giftId: undefined,
    cut: (left, when) => (cutting = { left, when }),
    states,
    isReceiverClosed: false,
    undoUntil: 0,
  };
}

const give = async (play: Play): Promise<void> => {
  const { giver, receiver, gifting } = play;
  const asked = { toMsisdn: `+${receiver.msisdn}`, octets: octets(GIVEN), key: 'the gift' };
  const given = gifting.give({ giver: giver.accountId, ...asked });
  await given.catch(unlessLost);
  await find(play);
};
const unlessLost = (error: unknown): void => {
  if (error !== lost) throw error;
};

/** The gift as it stands in the store; `gone` when there is none. */
async function find(play: Play): Promise<GiftState | 'gone'> {
  const { rows } = await play.world.pool.query<{ gift_id: string; state: GiftState; undo: number }>(
    `select gift_id, state, (extract(epoch from undo_until) * 1000)::bigint as undo
     from gift where account_id = $1`,
    [play.giver.accountId],
  );
  const [row] = rows;
  if (row === undefined) return 'gone';
  play.giftId = row.gift_id;
  play.undoUntil = row.undo;
  return row.state;
}

const onGift =
  (act: (play: Play, giftId: string) => Promise<unknown>): Event['happen'] =>
  async (play) => {
    if (play.giftId !== undefined) await act(play, play.giftId).catch(unlessLost);
  };
const undo = onGift(({ gifting, giver }, giftId) => gifting.undo(giver.accountId, giftId));
const decline = onGift(({ gifting, receiver }, giftId) =>
  gifting.decline(receiver.accountId, giftId),
);
const job = onGift(({ gifting, giver }, giftId) =>
  gifting.advance({ giver: giver.accountId, giftId }),
);
const cutOff =
  (at: number, when: 'before' | 'after', happen: Event['happen']): Event['happen'] =>
  async (play) => {
    play.cut(at, when);
    await happen(play);
    play.cut(Number.POSITIVE_INFINITY, 'before');
  };

async function useAll({ world, receiver }: Play): Promise<void> {
  await world.carrier.ledger.execute({
    name: 'charge',
    accountId: receiver.accountId,
    session: 'all of it',
    sequence: 0,
    step: 'event',
    slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(20 * GB), wantedOctets: 'nothing' }],
    quota: { smallestOctets: octets(1), largestOctets: octets(1), shareDivisor: 8 },
    holdUntil: world.now() + DAY,
  });
}

async function closeReceiver(play: Play): Promise<void> {
  await play.world.carrier.directory.setStatus(play.receiver.accountId, 'closed');
  play.isReceiverClosed = true;
}

const BEGINNINGS: readonly Event[] = [
  { name: 'give', happen: give },
  { name: 'give, cut off before the hold', happen: cutOff(1, 'before', give) },
  { name: 'give, cut off after the hold', happen: cutOff(1, 'after', give) },
];

const EVENTS: readonly Event[] = [
  { name: 'give again', happen: (play) => give(play) },
  { name: 'undo', happen: undo },
  { name: 'undo, cut off after the release', happen: cutOff(1, 'after', undo) },
  { name: 'job', happen: job },
  { name: 'job, cut off after its first step', happen: cutOff(1, 'after', job) },
  { name: 'job, cut off after its second step', happen: cutOff(2, 'after', job) },
  { name: 'decline', happen: decline },
  { name: 'decline, cut off before the withdrawal', happen: cutOff(1, 'before', decline) },
  { name: 'decline, cut off after the withdrawal', happen: cutOff(1, 'after', decline) },
  { name: 'decline, cut off after the return', happen: cutOff(2, 'after', decline) },
  { name: 'all is used', happen: useAll },
  { name: 'the receiver closes', happen: closeReceiver },
  { name: 'the window ends', happen: (play) => passTime(play, WINDOW) },
  { name: 'a month passes', happen: (play) => passTime(play, 35 * DAY) },
];

const passTime = ({ world }: Play, milliseconds: number): Promise<void> => {
  world.pass(milliseconds);
  return Promise.resolve();
};

type Places = { held: number; away: number; arrived: number; left: number; used: number };

/** Where the octets of both lines are, by the ledger's own buckets. */
async function placesOf({ world, giver, receiver }: Play): Promise<Places & { total: number }> {
  const { rows } = await world.pool.query<Places & { total: number }>(
    `select coalesce(sum(held) filter (where account_id = $1), 0)::bigint as held,
            coalesce(sum(given) filter (where account_id = $1), 0)::bigint as away,
            coalesce(sum(granted - withdrawn) filter (where account_id = $2), 0)::bigint as arrived,
            coalesce(sum(available) filter (where account_id = $2), 0)::bigint as left,
            coalesce(sum(used) filter (where account_id = $2), 0)::bigint as used,
            sum(available + held + used + expired)::bigint as total
     from bucket where account_id in ($1, $2)`,
    [giver.accountId, receiver.accountId],
  );
  const [places] = rows;
  assert.ok(places !== undefined);
  return places;
}

/** What matters of a situation for what can happen next; two that agree in it need not both be walked on. */
async function situationOf(play: Play): Promise<string> {
  const state = await find(play);
  const { total: _, ...places } = await placesOf(play);
  const sinceWindow = play.world.now() - play.undoUntil;
  const time = sinceWindow < 0 ? 'window' : sinceWindow < 30 * DAY ? 'after' : 'long after';
  return JSON.stringify([state, time, play.isReceiverClosed, places]);
}

async function playTo(world: GiftingWorld, path: readonly Event[]): Promise<Play> {
  const play = await begin(world);
  for (const { happen } of path) await happen(play);
  return play;
}

/** Lets time pass and the job run, as it will: it is tried again until it has nothing more to do. */
async function comesToRest(play: Play, path: string): Promise<void> {
  play.world.pass(WINDOW);
  await job(play);
  const state = await find(play);
  assert.ok(AT_REST.includes(state), `${path}: the gift stays ${state}`);
  const { held, away, arrived, total } = await placesOf(play);
  assert.equal(held, 0, `${path}: nothing stays held`);
  assert.equal(away, arrived, `${path}: what left has arrived`);
  assert.equal(total, 10 * GB, `${path}: every octet is somewhere`);
  if (state !== 'delivered' && state !== 'declined')
    assert.equal(away, 0, `${path}: a gift that is ${state} has gone home whole`);
}

const seenTransitions = new Set<string>();

function noteTransitions({ states }: Play, path: string): void {
  let last: GiftState = 'asked';
  for (const state of states) {
    if (state === last && state === 'in_transit') continue; // it was decided that it turns back
    assert.ok(MAY_FOLLOW[last].includes(state), `${path}: ${state} follows ${last}`);
    seenTransitions.add(`${last} ${state}`);
    last = state;
  }
}

test(
  'from every situation that a gift can be in, its octets come home or arrive',
  { timeout: 600_000 },
  async () => {
    const walked = new Set<string>();
    let paths: (readonly Event[])[] = BEGINNINGS.map((event) => [event]);
    while (paths.length > 0) {
      const next: (readonly Event[])[] = [];
      await sideBySide(paths, async (world, path) => {
        const words = path.map(({ name }) => name).join('; ');
        const play = await playTo(world, path);
        const situation = await situationOf(play);
        const isNew = !walked.has(situation);
        walked.add(situation);
        await comesToRest(play, words);
        noteTransitions(play, words);
        if (isNew) for (const event of EVENTS) next.push([...path, event]);
      });
      paths = next;
    }
    const states = new Set([...walked].map((situation) => String(JSON.parse(situation)[0])));
    assert.deepEqual([...states].toSorted(), ['gone', ...GIFT_STATES].toSorted());
    // Each line of the drawing was walked; that a gift is gone, nobody is told.
    const drawn = Object.entries(MAY_FOLLOW)
      .flatMap(([from, all]) => all.map((to) => `${from} ${to}`))
      .filter((pair) => pair !== 'asked gone' && pair !== AT_ONCE);
    assert.deepEqual([...seenTransitions].toSorted(), drawn.toSorted());
  },
);

test('a gift without a window is walked the same way', { timeout: 120_000 }, async () => {
  for (const world of worlds) await world.policy({ ...TEST_POLICY, undoWindowSeconds: 0 });
  assert.ok(!seenTransitions.has(AT_ONCE), 'one with a window never arrives at once');
  const cuts = [1, 2, 3].flatMap((at) =>
    (['before', 'after'] as const).map((when) => ({
      name: `give, cut off ${when} step ${at}`,
      happen: cutOff(at, when, give),
    })),
  );
  const paths = [{ name: 'give', happen: give }, ...cuts].flatMap((beginning) => [
    [beginning],
    ...EVENTS.map((event) => [beginning, event]),
  ]);
  await sideBySide(paths, async (world, path) => {
    const words = path.map(({ name }) => name).join('; ');
    const play = await playTo(world, path);
    await comesToRest(play, words);
    noteTransitions(play, words);
  });
  assert.ok(seenTransitions.has(AT_ONCE));
});
