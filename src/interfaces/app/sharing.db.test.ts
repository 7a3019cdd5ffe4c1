// Pools, tanks and packs, asked as a page asks for them, on a real store.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { GB } from '../../../test/support/carrier.ts';
import { proofsOn } from '../../../test/support/proofs.ts';
import { sharingOn, type SharingWorld } from '../../../test/support/sharing.ts';
import { standingOn } from '../../../test/support/standing.ts';
import { createWaysWorld } from '../../../test/support/ways.ts';
import { createPackCatalog } from '../../catalog/public.ts';
import { withSharedAccounts } from '../../gifting/public.ts';
import { createSignIn, type Line } from '../../subscribers/public.ts';
import { createApp, type App } from './public.ts';

let world: SharingWorld;
let app: App;
const codes = new Map<string, string>();

before(async () => {
  const ways = await createWaysWorld();
  world = sharingOn(ways);
  const { catalog, directory: lines, ledger } = world.carrier;
  const carrier = await catalog.carrier();
  assert.ok(carrier);
  const clock = { now: () => world.now() };
  const directory = withSharedAccounts(lines, world.store);
  const signIn = createSignIn({
    store: world.store,
    directory,
    clock,
    sendCode: (line, code) => codes.set(line.msisdn, code),
  });
  const { gifting, sharing } = world;
  const { standing, expiring } = standingOn(ways);
  app = await createApp({
    services: {
      carrier,
      catalog,
      directory,
      gifting,
      ways: ways.ways,
      sharing,
      standing,
      expiring,
      proofs: proofsOn(ways, { sharing, standing, expiring }).proofs,
      ledger,
      signIn,
      clock,
      watch: () => () => undefined,
    },
    log: pino({ level: 'silent' }),
  });
  await createPackCatalog(world.store).putPack({
    id: 'day-1',
    name: { en: 'Day', fr: 'Jour' },
    octets: GB,
    scope: 'any',
    validityDays: 1,
    priceCents: 300,
    isSold: true,
  });
});
after(async () => {
  await app.close();
  await world.close();
});

type Body = { readonly [name: string]: unknown } & {
  readonly code?: string;
  readonly state?: string;
  readonly members?: readonly { readonly id: string; readonly takenOctets: number | null }[];
};
type Person = {
  readonly line: Line;
  ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    key?: string,
  ): Promise<{ readonly status: number; readonly body: Body }>;
};

const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, rest: object) =>
  app.inject({ method, url: `/api/v1${path}`, ...rest });

let keys = 0;
async function person(about: Parameters<SharingWorld['carrier']['line']>[0]): Promise<Person> {
  const line = await world.carrier.line(about);
  const msisdn = `+${line.msisdn}`;
  await send('POST', '/sign-in/codes', { payload: { msisdn } });
  const code = codes.get(line.msisdn);
  const signed = await send('POST', '/sign-in', { payload: { msisdn, code } });
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? '';
  return {
    line,
    async ask(method, path, body, key = `key-${(keys += 1)}`) {
      const answer = await send(method, path, {
        headers: { cookie, 'idempotency-key': key },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: answer.statusCode,
        body: answer.body === '' ? {} : answer.json<Body>(),
      };
    },
  };
}
const said = ({ status, body }: { status: number; body: Body }): string =>
  `${status} ${body.code ?? body.state ?? ''}`.trim();

test('a family shares a pool: opened, joined, filled, drawn from, capped, left and closed', async () => {
  const mum = await person({ gigabytes: 20, name: 'Maya Tremblay' });
  const son = await person({ gigabytes: 1, name: 'Leo Tremblay' });
  const opened = await mum.ask('POST', '/pools', { name: 'Chez nous' }, 'open');
  assert.equal(said(opened), '201 open');
  const again = await mum.ask('POST', '/pools', { name: 'Chez nous' }, 'open');
  const pool = `/pools/${String(opened.body['id'])}`;
  assert.equal(again.body['id'], opened.body['id']);
  const msisdn = `+${son.line.msisdn}`;
  assert.equal(said(await son.ask('GET', pool)), '404 pool_unknown');
  assert.equal(said(await mum.ask('POST', `${pool}/invitations`, { msisdn })), '200 open');
  const invited = await son.ask('GET', pool);
  assert.equal(invited.body['membership'], 'invited');
  assert.equal(invited.body['availableOctets'], null, 'who is invited sees no balance');
  assert.equal(invited.body.members?.length, 1);
  assert.equal(said(await son.ask('POST', `${pool}/invitation`, { joins: true })), '200 open');
  const amount = { octets: 2 * GB };
  const preview = await mum.ask('POST', `${pool}/contribution-previews`, amount);
  assert.equal(preview.status, 200);
  assert.deepEqual(preview.body['receiver'], { maskedName: 'Chez nous', maskedMsisdn: '' });
  assert.equal(said(await mum.ask('POST', `${pool}/contributions`, amount)), '201 held');
  await world.windowEnds();
  const drawn = await son.ask('POST', `${pool}/draws`, { octets: GB / 2 }, 'draw');
  assert.equal(said(drawn), '201 delivered');
  const repeated = await son.ask('POST', `${pool}/draws`, { octets: GB / 2 }, 'draw');
  assert.equal(repeated.body['id'], drawn.body['id']);
  const gifts = await son.ask('GET', '/gifts');
  assert.deepEqual((gifts.body['gifts'] as Body[])[0]?.['other'], {
    maskedName: 'Chez nous',
    maskedMsisdn: '',
  });
  const balance = await son.ask('GET', '/balance');
  assert.ok((balance.body['buckets'] as Body[]).some(({ from }) => from === 'Chez nous'));

  const seen = await mum.ask('GET', pool);
  const [, member] = seen.body.members ?? [];
  assert.ok(member);
  assert.equal(member.takenOctets, GB / 2);
  const sonSees = await son.ask('GET', pool);
  assert.deepEqual(
    sonSees.body.members?.map(({ takenOctets }) => takenOctets),
    [null, GB / 2],
    'what others took is theirs to know, and the holder’s',
  );
  const path = `${pool}/members/${member.id}`;
  assert.equal(said(await son.ask('PATCH', path, { isPaused: true })), '403 not_for_you');
  assert.equal(said(await son.ask('PATCH', path, { drawsByItself: false })), '200 open');
  assert.equal(said(await mum.ask('PATCH', path, { capOctets: GB })), '200 open');
  const over = await son.ask('POST', `${pool}/draws`, { octets: GB });
  assert.equal(said(over), '422 pool_cap_reached');
  assert.match(String(over.body['detail']), /1\s?GB from this pool in a cycle/u);
  assert.equal(said(await mum.ask('POST', `${pool}/leave`, {})), '409 holder_stays');
  assert.equal((await mum.ask('DELETE', path)).status, 204);
  assert.equal(said(await son.ask('GET', pool)), '404 pool_unknown');
  assert.equal(said(await mum.ask('POST', `${pool}/close`)), '200 closing');
  assert.equal(await world.gigabytes(mum.line), 19.5);
  const list = await mum.ask('GET', '/pools');
  assert.equal((list.body['pools'] as Body[])[0]?.['availableOctets'], 0);
});

test('a tank is put into and taken from, and says why not', async () => {
  world.setNow('2026-11-22T15:00:00Z');
  const opened = await world.tanks.open({ name: 'Neighbours', planId: 'tank-app' });
  assert.ok(opened.ok);
  const rich = await person({ gigabytes: 20 });
  const poor = await person({});
  const tank = `/tanks/${opened.value.id}`;
  for (const key of ['one', 'two'])
    assert.equal(
      said(await rich.ask('POST', `${tank}/contributions`, { octets: 4 * GB }, key)),
      '201 held',
    );
  await world.windowEnds();
  const read = await poor.ask('GET', tank);
  assert.equal(read.body['takeableOctets'], 3 * GB);
  assert.equal(read.body['isOpenNow'], true);
  const preview = await poor.ask('POST', `${tank}/take-previews`, { octets: GB / 2 });
  assert.equal(preview.status, 200);
  assert.ok((preview.body['limits'] as Body[]).every(({ side }) => side === 'receiver'));
  const taken = await poor.ask('POST', `${tank}/takes`, { octets: GB / 2 });
  assert.equal(said(taken), '201 delivered');
  assert.deepEqual(taken.body['other'], { maskedName: 'Neighbours', maskedMsisdn: '' });
  const more = await poor.ask('POST', `${tank}/takes`, { octets: GB });
  assert.equal(said(more), '422 tank_limit_reached');
  const list = await poor.ask('GET', '/tanks');
  assert.ok((list.body['tanks'] as Body[]).some(({ name }) => name === 'Neighbours'));
  assert.equal(said(await poor.ask('GET', '/tanks/1')), '404 tank_unknown');
});

test('a pack is bought for oneself, and offered to somebody who declines it', async () => {
  const ann = await person({ name: 'Ann Roy' });
  const bob = await person({ name: 'Bob Lee' });
  const packs = await ann.ask('GET', '/packs');
  assert.equal((packs.body['packs'] as Body[])[0]?.['currency'], 'CAD');
  assert.equal(said(await ann.ask('POST', '/pack-orders', { packId: 'day-1' })), '201 delivered');
  assert.equal(await world.gigabytes(ann.line), 1);
  const toMsisdn = `+${bob.line.msisdn}`;
  const preview = await ann.ask('POST', '/pack-previews', { packId: 'day-1', toMsisdn });
  assert.equal(preview.body['needsConsent'], true);
  const offered = await ann.ask('POST', '/pack-orders', { packId: 'day-1', toMsisdn });
  assert.equal(said(offered), '201 offered');
  const order = `/pack-orders/${String(offered.body['id'])}`;
  const seen = await bob.ask('GET', order);
  assert.equal(seen.body['canAnswer'], true);
  assert.equal(seen.body['priceCents'], null, 'what it cost is the buyer’s to know');
  assert.equal(said(await bob.ask('POST', `${order}/answer`, { accepts: false })), '200 refunded');
  assert.equal(said(await ann.ask('POST', `${order}/cancel`)), '200 refunded');
  const orders = await ann.ask('GET', '/pack-orders');
  assert.equal((orders.body['orders'] as Body[]).length, 2);
});

test('odd input is refused in words, and nothing of it is done', async () => {
  const ann = await person({ gigabytes: 20 });
  for (const [path, body, expected] of [
    ['/pools', { name: '\u202Eevil' }, '422 pool_name_unfit'],
    ['/pools', { name: 7 }, '400 request_malformed'],
    ['/pools', {}, '400 request_malformed'],
    ['/pools/nine/draws', { octets: GB }, '400 request_malformed'],
    ['/pools/0/draws', { octets: GB }, '400 request_malformed'],
    ['/pools/9999999999999999/draws', { octets: GB }, '404 pool_unknown'],
    ['/pools/5/draws', { octets: -1 }, '422 octets_negative'],
    ['/pools/5/draws', { octets: 0.5 }, '422 octets_not_whole'],
    ['/pools/5/contributions', { octets: '9' }, '422 octets_not_a_number'],
    ['/pools/5/invitation', { joins: true, forMsisdn: '000' }, '404 invitation_unknown'],
    ['/tanks/5/takes', { octets: GB }, '404 tank_unknown'],
    ['/pack-orders', { packId: '' }, '400 request_malformed'],
    ['/pack-orders', { packId: 'no\u0000pe' }, '400 request_malformed'],
    ['/pack-orders', { packId: 'nope' }, '404 pack_unknown'],
    ['/pack-orders', { packId: 'day-1', toMsisdn: 'abc' }, '422 msisdn_invalid'],
  ] as const)
    assert.equal(said(await ann.ask('POST', path, body)), expected, path);
  assert.equal(
    said(await ann.ask('POST', '/pools', { name: 'x' }, '')),
    '400 idempotency_key_missing',
  );
  assert.equal(await world.gigabytes(ann.line), 20);
});
