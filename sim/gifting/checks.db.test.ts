// Each check of a day's end can fail. A day is played honestly, by most ways there are, and every check is
// content; then one thing after another is broken by hand, in a transaction that is thrown away, and seen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../../src/db/public.ts';
import { DAY, HOUR, octets, type Result } from '../../src/kernel/public.ts';
import { createRandom } from '../workload/random.ts';
import { checkDay } from './checks.ts';
import { addPeople, makePeople, type Person } from './people.ts';
import { createWorld, type World } from './world.ts';

const GB = 1_000_000_000;
/** In the window of the month in which tanks are open. */
const STARTS_AT = Date.parse('2028-02-22T15:00:00Z');

let store: Store;
let world: World;
let issuedOctets = 0n;
const [ann, bob, carl, dora] = makePeople(createRandom(1), 4).map((person): Person => ({
  ...person,
  planId: 'plus-20',
  cycleDay: 1,
  findable: 'number',
})) as [Person, Person, Person, Person];
const names: { [name: string]: string | number } = {};

const done = <Value>(result: Result<Value, { readonly code: string }>): Value => {
  assert.ok(result.ok, result.ok ? '' : result.refusal.code);
  return result.value;
};
const gigabytes = (amount: number) => octets(Math.round(amount * GB));
const pass = async (hours: number): Promise<void> => {
  world.setNow(world.now() + hours * HOUR);
  await world.jobs.run({
    now: world.now(),
    store,
    indexOf: (account) => account,
    atOnce: 1,
  });
};
const grant = async (to: Person, kind: 'plan' | 'bonus', amount: number): Promise<void> => {
  done(
    await world.ledger.execute({
      name: 'grant',
      accountId: to.accountId,
      key: `${kind}:of-the-day`,
      kind,
      scope: 'any',
      origin: `${kind}:of-the-day`,
      octets: gigabytes(amount),
      validFrom: world.now(),
      expiresAt: world.now() + 20 * DAY,
    }),
  );
  issuedOctets += BigInt(gigabytes(amount));
};

before(async () => {
  store = await openTestStore();
  world = await createWorld(store, STARTS_AT);
  await world.ledger.sweep();
  await addPeople(store, [ann, bob, carl, dora], STARTS_AT - 400 * DAY, () => undefined);
  await grant(ann, 'plan', 20);
  await grant(ann, 'bonus', 1);
  await grant(carl, 'plan', 20);
  await grant(bob, 'plan', 0.5);
  await playTank();
  await playPool();
  await playOthers();
});
after(async () => {
  await world.close();
  await store.close();
});

async function playTank(): Promise<void> {
  const tank = done(await world.tanks.open({ name: 'Tank', planId: 'tank' }));
  names['tank'] = tank.id;
  const expiresAt = world.now() + 30 * DAY;
  done(await world.tanks.endow(tank.id, { octets: gigabytes(7), key: 'endow', expiresAt }));
  issuedOctets += BigInt(gigabytes(7));
  done(await world.tanks.putIn(ann.accountId, tank.id, { octets: gigabytes(1), key: 'put' }));
  await pass(1);
  done(await world.tanks.take(bob.accountId, tank.id, { octets: gigabytes(0.5), key: 'take' }));
}

async function playPool(): Promise<void> {
  const pool = done(await world.pools.open(ann.accountId, { name: 'Pool', key: 'pool' }));
  const { id } = pool;
  for (const { accountId, msisdn } of [bob, carl]) {
    done(await world.pools.invite(ann.accountId, id, `+${msisdn}`));
    done(await world.pools.answer(accountId, id, accountId, true));
  }
  done(await world.pools.change(ann.accountId, id, bob.accountId, { capOctets: gigabytes(1) }));
  done(await world.pools.putIn(ann.accountId, id, { octets: gigabytes(2), key: 'ann puts' }));
  done(await world.pools.putIn(carl.accountId, id, { octets: gigabytes(1), key: 'carl puts' }));
  await pass(1);
  done(await world.pools.draw(bob.accountId, id, { octets: gigabytes(0.5), key: 'draw' }));
  done(await world.pools.leave(carl.accountId, id, carl.accountId));
  names['pool'] = id;
}

async function playOthers(): Promise<void> {
  const toMsisdn = `+${carl.msisdn}`;
  const gift = { giver: ann.accountId, toMsisdn, octets: gigabytes(1), key: 'gift' };
  names['gift'] = done(await world.gifting.give(gift)).id;
  const link = { giver: ann.accountId, octetsEach: gigabytes(1), shares: 1, hours: 48, key: 'l' };
  done(await world.ways.links.make(link));
  const asker = await world.directory.line(ann.accountId);
  assert.ok(asker !== undefined);
  const about = {
    asker,
    octets: gigabytes(1),
    how: 'number',
    toMsisdn: `+${dora.msisdn}`,
  } as const;
  done(await world.ways.requests.make({ ...about, key: 'r' }));
  const rhythm = { kind: 'monthly', octets: gigabytes(1), dayOfCycle: 1 } as const;
  const standing = { giver: ann.accountId, to: { msisdn: toMsisdn }, rhythm, key: 's' };
  names['standing'] = done(await world.standing.make(standing)).id;
  const pack = { buyer: ann.accountId, packId: 'day-1', toMsisdn: `+${dora.msisdn}`, key: 'p' };
  done(await world.shop.buy(pack));
  await pass(1);
}

const look = (on: Pick<Store['pool'], 'query'>) =>
  checkDay(on, { issuedOctets, from: STARTS_AT - 1, now: world.now() });

test('of a day that was played honestly nothing is broken', async () => {
  assert.deepEqual(await look(store.pool), []);
});

/** Breaks the store in a transaction of its own, and says what the checks see there. */
async function broken(sql: string): Promise<string> {
  const client = await store.pool.connect();
  try {
    await client.query('begin');
    const named = sql.replaceAll(/\{(\w+)\}/gu, (_, name: string) => String(names[name]));
    const { rowCount } = await client.query(named);
    assert.notEqual(rowCount, 0, 'something is broken');
    return (await look(client)).join('\n');
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const PAST = `'2028-02-22T10:00:00Z'`;
const STORY: readonly (readonly [what: string, sql: string, seen: RegExp])[] = [
  [
    'octets that nobody issued',
    `update bucket set granted = granted + 5, available = available + 5 where kind = 'bonus'`,
    /48500000005 octets stand as issued, and 48500000000 were/,
  ],
  [
    'octets that left and never arrived',
    `update bucket set given = given + 5, available = available - 5
     where origin = 'plan:of-the-day' and account_id = ${ann.accountId}`,
    /octets left givers, and \d+ arrived/,
  ],
  [
    'a bonus that was given away',
    `update bucket set given = given + 5, available = available - 5 where kind = 'bonus'`,
    /1 buckets that may not be given from were/,
  ],
  [
    'a gift that was given on by the line that got it',
    `update bucket set given = given + 5, available = available - 5
     where kind = 'gift' and account_id = ${bob.accountId} and available > 5`,
    /2 buckets that may not be given from were/,
  ],
  [
    'a gift that outlasts what its giver had',
    `update bucket set expires_at = expires_at + interval '1 day' where origin = 'gift:{gift}'`,
    /gift [\w-]+: 1000000000 octets last longer than the 0 that were given so/,
  ],
  [
    'octets from a tank or a pool that outlast where they began',
    `update bucket set expires_at = expires_at - interval '1 day' where origin = 'plan:of-the-day'`,
    /lasts longer than plan:of-the-day, where its octets began/,
  ],
  [
    'a bonus that came to somebody by way of a pool',
    `update bucket set kind = 'bonus' where origin = 'plan:of-the-day'`,
    /began as bonus, which may not be given/,
  ],
  [
    'a tank that hands out its carrier’s bonus',
    `update bucket set kind = 'bonus', given = given + 5, available = available - 5
     where account_id = {tank} and kind = 'goodwill'`,
    /1 buckets that may not be given from were/,
  ],
  [
    'octets whose way back is lost',
    `delete from gift_received where account_id = {pool}`,
    /nobody knows where its octets began/,
  ],
  [
    'octets that are said to have begun elsewhere',
    `update gift set sources = jsonb_set(sources, '{0,lineage,firstGiver}', '7')
     where account_id = {pool}`,
    /is said to have begun elsewhere/,
  ],
  [
    'a tank that was taken from below its reserve',
    `update bucket set granted = granted - 3000000000, available = available - 3000000000
     where account_id = {tank} and kind = 'goodwill'`,
    /Tank was left with 4500000000 octets below its 5000000000/,
  ],
  [
    'a member who drew more than its cap',
    `update pool_member set cap_octets = 499999999 where member_account_id = ${bob.accountId}`,
    /drew 500000000 of Pool, and may draw 499999999/,
  ],
  [
    'a member who left with more than it put in',
    `update gift set octets = 5000000000 where key like 'share:%'`,
    /left Pool with 5000000000, having put in 1000000000/,
  ],
  [
    'a standing gift that nobody agreed to',
    `update gift set way = 'standing', key = 'standing {standing} 1' where gift_id = '{gift}'`,
    /gift [\w-]+ was standing before it was agreed to/,
  ],
  ['a gift that is stuck', `update gift set state = 'held' where key = 'gift'`, /1 gifts are due/],
  [
    'a link that is over',
    `update gift_link set expires_at = ${PAST}`,
    /1 links are over and keep octets/,
  ],
  [
    'a request that reached nobody',
    `update gift_request set state = 'made'`,
    /1 requests wait to be brought to anybody/,
  ],
  [
    'a request that is over',
    `update gift_request set expires_at = ${PAST}`,
    /1 requests are over and still open/,
  ],
  ['a standing gift that is due', `update standing_gift set next_at = ${PAST}`, /1 standing gifts/],
  [
    'a member who never gets away',
    `update pool_member set state = 'leaving' where member_account_id = ${carl.accountId}`,
    /1 members are leaving and have not left/,
  ],
  [
    'a pool that never closes',
    `update shared_account set state = 'closing', closing_at = '2028-02-01' where kind = 'pool'`,
    /1 pools are long closing/,
  ],
  [
    'a pack that is paid and not delivered',
    `update pack_order set offered_until = ${PAST}`,
    /1 packs are paid, and neither delivered nor paid back/,
  ],
  ['a gift from who is shut out', shutOut(carl), /gave by the way direct/],
  ['a pack from who is shut out', shutOut(dora), /offered a pack/],
  ['a request from who is shut out', shutOut(dora), /asked for some/],
  ['an invitation from who is shut out', shutOut(bob), /invited to a pool/],
];

function shutOut(owner: Person): string {
  return `insert into line_block (part, account_id, block_id, other_account_id, msisdn, is_typed, kind,
                                  blocked_at)
          select part, account_id, gen_random_uuid(), ${ann.accountId}, '', false, 'blocked', ${PAST}
          from line where account_id = ${owner.accountId}`;
}

for (const [what, sql, seen] of STORY)
  test(`${what} is seen`, async () => {
    assert.match(await broken(sql), seen);
  });
