// Links, requests, contacts and messages as a page asks for them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import jsQr from 'jsqr';
import pino from 'pino';
import { create as createQr } from 'qrcode';
import { GB } from '../../../test/support/carrier.ts';
import { proofsOn } from '../../../test/support/proofs.ts';
import { sharingOn } from '../../../test/support/sharing.ts';
import { standingOn } from '../../../test/support/standing.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { createSignIn, type Line } from '../../subscribers/public.ts';
import { createApp, type App, type AppServices } from './public.ts';
import { say } from './problem.ts';
import type { AppRefusal } from './refusal.ts';

const watch = () => () => undefined;
let world: WaysWorld;
let app: App;
const codes = new Map<string, string>();

before(async () => {
  world = await createWaysWorld();
  const { catalog, directory, ledger } = world.carrier;
  const carrier = await catalog.carrier();
  assert.ok(carrier);
  const clock = { now: () => world.now() };
  const signIn = createSignIn({
    store: world.store,
    directory,
    clock,
    sendCode: (line, code) => codes.set(line.msisdn, code),
  });
  const { gifting, ways } = world;
  const { sharing } = sharingOn(world);
  const { standing, expiring } = standingOn(world);
  const { proofs } = proofsOn(world, { sharing, standing, expiring });
  const services = {
    carrier,
    catalog,
    directory,
    gifting,
    ways,
    proofs,
    ledger,
    signIn,
    clock,
    watch,
  };
  // What lines share has no part in these operations.
  app = await createApp({
    services: services as unknown as AppServices,
    log: pino({ level: 'silent' }),
  });
});
after(async () => {
  await app.close();
  await world.close();
});

type Body = Record<string, unknown>;
type How = { cookie?: string; key?: string; body?: unknown; language?: string };

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  how: How = {},
) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      host: 'largesse.example',
      ...(how.cookie === undefined ? {} : { cookie: how.cookie }),
      ...(how.key === undefined ? {} : { 'idempotency-key': how.key }),
      ...(how.language === undefined ? {} : { 'accept-language': how.language }),
    },
    ...(how.body === undefined ? {} : { payload: how.body as object }),
  });
  const body = answer.body === '' ? {} : answer.json<Body>();
  return { status: answer.statusCode, body, code: String(body['code']) };
}

async function signedIn(line: Line): Promise<string> {
  const msisdn = `+${line.msisdn}`;
  await ask('POST', '/sign-in/codes', { body: { msisdn } });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    payload: { msisdn, code: codes.get(line.msisdn) },
  });
  assert.equal(answer.statusCode, 200);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

/** The QR code as a camera sees it: its paths drawn on a raster, four dots to a module. */
function readQr(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) \d+"/.exec(svg)?.[1]);
  const path = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  let x = 0;
  let y = 0;
  for (const [, command, numbers = ''] of path.matchAll(/([Mmh])([^Mmh]*)/g)) {
    const [first = 0, second = 0] = numbers.trim().split(/[ ,]+/).map(Number);
    if (command === 'M') [x, y] = [first, Math.floor(second)];
    if (command === 'm') [x, y] = [x + first, y + Math.floor(second)];
    if (command === 'h') {
      for (let row = y * scale; row < (y + 1) * scale; row += 1)
        for (let column = x * scale; column < (x + first) * scale; column += 1)
          pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      x += first;
    }
  }
  return jsQr.default(pixels, side, side)?.data;
}

test('a link is previewed, made, read from its QR code, opened and taken', async () => {
  const giver = await world.carrier.line({ gigabytes: 9, name: 'Maya Tremblay' });
  const taker = await world.carrier.line({ findable: 'nobody' });
  const [giving, taking] = [await signedIn(giver), await signedIn(taker)];
  const asked = { octetsEach: GB, shares: 2, message: 'For the trip', pin: '4071' };
  const preview = await ask('POST', '/gift-link-previews', { cookie: giving, body: asked });
  assert.deepEqual([preview.status, preview.body['keepsOctets']], [200, 7 * GB]);
  const noKey = await ask('POST', '/gift-links', { cookie: giving, body: asked });
  assert.equal(noKey.code, 'idempotency_key_missing');
  const made = await ask('POST', '/gift-links', { cookie: giving, body: asked, key: 'l1' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const address = made.body['address'] as { token: string; url: string; qrSvg: string };
  assert.equal(address.url, `http://largesse.example/take#${address.token}`);
  assert.equal(readQr(address.qrSvg), address.url);
  assert.equal(
    createQr(address.url).modules.size + 8,
    Number(/0 0 (\d+)/.exec(address.qrSvg)?.[1]),
  );
  const again = await ask('POST', '/gift-links', { cookie: giving, body: asked, key: 'l1' });
  assert.deepEqual([again.status, again.body['address']], [201, null]);
  const { token } = address;
  const opened = await ask('POST', '/gift-link-openings', { cookie: taking, body: { token } });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  assert.deepEqual(
    ['giver', 'octets', 'sharesLeft', 'needsPin', 'hasMessage', 'message', 'refusal'].map(
      (field) => opened.body[field],
    ),
    [
      { maskedName: 'M••• T.', maskedMsisdn: `•••• ${giver.msisdn.slice(-4)}` },
      GB,
      2,
      true,
      true,
      null,
      null,
    ],
  );
  const take = (body: unknown) =>
    ask('POST', '/gift-link-claims', { cookie: taking, key: 'c1', body });
  assert.equal((await take({ token })).code, 'pin_needed');
  const wrong = await take({ token, pin: '4072' });
  assert.deepEqual([wrong.status, wrong.code], [422, 'pin_wrong']);
  const taken = await take({ token, pin: '4071' });
  assert.deepEqual([taken.status, taken.body['direction']], [201, 'received']);
  const giftId = String(taken.body['id']);
  const hidden = await ask('GET', `/messages/${giftId}`, { cookie: taking });
  assert.deepEqual([hidden.status, hidden.body['text']], [200, null]);
  const shown = await ask('POST', `/messages/${giftId}/show`, { cookie: taking });
  assert.equal(shown.body['text'], 'For the trip');
  const body = { reason: 'unwanted' };
  const reported = await ask('POST', `/messages/${giftId}/report`, { cookie: taking, body });
  assert.equal(reported.body['isReported'], true);
  const linkId = String((made.body['link'] as Body)['id']);
  const seen = await ask('GET', `/gift-links/${linkId}`, { cookie: giving });
  assert.deepEqual([seen.body['sharesLeft'], (seen.body['claims'] as Body[]).length], [1, 1]);
  assert.equal((await ask('GET', `/gift-links/${linkId}`, { cookie: taking })).status, 404);
  const renewed = await ask('POST', `/gift-links/${linkId}/address`, { cookie: giving });
  assert.equal(renewed.status, 200);
  assert.equal((await take({ token, pin: '4071' })).code, 'address_unknown');
  const cancelled = await ask('POST', `/gift-links/${linkId}/cancel`, { cookie: giving });
  assert.deepEqual([cancelled.body['state'], cancelled.body['sharesLeft']], ['ended', 0]);
  const list = await ask('GET', '/gift-links?limit=1', { cookie: giving });
  assert.equal((list.body['links'] as Body[]).length, 1);
  await world.windowEnds();
  assert.equal(await world.gigabytes(giver), 8);
});

test('a request is made, seen, answered; and its asker muted from it', async () => {
  const asker = await world.carrier.line({ name: 'Liam Roy' });
  const other = await world.carrier.line({ gigabytes: 9 });
  const [asking, answering] = [await signedIn(asker), await signedIn(other)];
  const toMsisdn = `+${other.msisdn}`;
  const spare = await ask('POST', '/gift-request-previews', { cookie: asking, body: { toMsisdn } });
  assert.deepEqual(spare.body, { spareOctets: null });
  const prefer = { showsSpare: true, quietUntil: '2026-12-24T18:00:00.000Z' };
  const changed = await ask('PATCH', '/request-preferences', { cookie: answering, body: prefer });
  assert.deepEqual(changed.body, { whoMayAsk: 'anyone', ...prefer });
  const now = await ask('POST', '/gift-request-previews', { cookie: asking, body: { toMsisdn } });
  assert.deepEqual(now.body, { spareOctets: 5 * GB });
  const body = { how: 'number', toMsisdn, octets: GB, message: 'Please?' };
  const made = await ask('POST', '/gift-requests', { cookie: asking, key: 'r1', body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const nobody = { ...body, toMsisdn: '+16135559990' };
  world.pass(1_000);
  const madeToo = await ask('POST', '/gift-requests', { cookie: asking, key: 'r2', body: nobody });
  const shape = (answer: typeof made) =>
    Object.entries(answer.body['request'] as Body).map(([field, value]) =>
      ['id', 'receipt', 'toMsisdn', 'madeAt', 'expiresAt'].includes(field)
        ? field
        : `${field} ${String(value)}`,
    );
  assert.deepEqual(shape(madeToo), shape(made), 'nothing tells a number that nobody has');
  await world.jobs();
  const received = await ask('GET', '/received-requests', { cookie: answering });
  const [first] = received.body['requests'] as Body[];
  assert.ok(first);
  assert.deepEqual(
    [first['relation'], (first['from'] as Body)['maskedName'], (first['message'] as Body)['text']],
    ['stranger', 'L••• R.', null],
  );
  const path = `/received-requests/${String(first['id'])}`;
  const preview = await ask('POST', `${path}/preview`, { cookie: answering, body: { octets: GB } });
  assert.equal((preview.body['giver'] as Body)['keepsOctets'], 8 * GB);
  const given = await ask('POST', `${path}/give`, { cookie: answering, body: { octets: GB } });
  assert.equal(given.status, 201);
  const late = await ask('POST', `${path}/decline`, { cookie: answering });
  assert.deepEqual([late.status, late.code], [409, 'request_over']);
  const mute = { kind: 'muted', requestId: first['id'] };
  const muted = await ask('POST', '/blocks', { cookie: answering, body: mute });
  assert.equal(muted.body['msisdn'], `•••• ${asker.msisdn.slice(-4)}`);
  const blocks = await ask('GET', '/blocks', { cookie: answering });
  assert.equal((blocks.body['blocks'] as Body[]).length, 1);
  const unmute = `/blocks/${String(muted.body['id'])}`;
  assert.equal((await ask('DELETE', unmute, { cookie: answering })).status, 204);
  const mine = await ask('GET', '/gift-requests', { cookie: asking });
  assert.deepEqual(
    (mine.body['requests'] as Body[]).map((request) => request['state']),
    ['open', 'given'],
  );
  const malformed = await ask('POST', '/blocks', { cookie: answering, body: { kind: 'muted' } });
  assert.equal(malformed.code, 'request_malformed');
  await world.windowEnds();
});

test('numbers are saved as typed, and a message goes with a gift', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const friend = await world.carrier.line();
  const [giving, friends] = [await signedIn(giver), await signedIn(friend)];
  const typed = `(${friend.msisdn.slice(1, 4)}) ${friend.msisdn.slice(4, 7)}-${friend.msisdn.slice(7)}`;
  const contact = { toMsisdn: typed, name: 'Friend' };
  const saved = await ask('PUT', '/contacts', { cookie: giving, body: contact });
  assert.deepEqual([saved.status, saved.body['msisdn']], [200, `+${friend.msisdn}`]);
  const contacts = await ask('GET', '/contacts', { cookie: giving });
  assert.equal((contacts.body['contacts'] as Body[]).length, 1);
  const body = { toMsisdn: typed, octets: GB, message: '\u2066turn' };
  const refused = await ask('POST', '/gifts', { cookie: giving, key: 'g1', body });
  assert.equal(refused.code, 'message_not_plain');
  const long = { ...body, message: 'x'.repeat(10_000) };
  const tooLong = await ask('POST', '/gifts', { cookie: giving, key: 'g1', body: long });
  assert.equal(tooLong.code, 'message_too_long');
  const good = { ...body, message: '<b>Hi</b>' };
  const given = await ask('POST', '/gifts', { cookie: giving, key: 'g1', body: good });
  assert.equal(given.status, 201);
  await world.windowEnds();
  const path = `/messages/${String(given.body['id'])}`;
  assert.equal((await ask('GET', path, { cookie: friends })).body['text'], null);
  assert.equal((await ask('GET', path, { cookie: giving })).status, 404);
  const shown = await ask('POST', `${path}/show`, { cookie: friends });
  assert.equal(shown.body['text'], '<b>Hi</b>');
  const remove = `/contacts/${encodeURIComponent(`+${friend.msisdn}`)}`;
  assert.equal((await ask('DELETE', remove, { cookie: giving })).status, 204);
});

test('several are given to at once, or nobody, with the reason of who could not', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const cookie = await signedIn(giver);
  const others = [await world.carrier.line(), await world.carrier.line()];
  const people = others.map(({ msisdn }) => ({ toMsisdn: `+${msisdn}`, octets: GB }));
  const preview = await ask('POST', '/gifts-together-previews', { cookie, body: { people } });
  assert.deepEqual([preview.status, preview.body['totalOctets']], [200, 2 * GB]);
  const bad = { people: [...people, { toMsisdn: '+16135559997', octets: GB }] };
  const refused = await ask('POST', '/gifts-together', { cookie, key: 't1', body: bad });
  assert.equal(refused.code, 'person_refused');
  assert.match(String(refused.body['detail']), /^Nothing was given\. Person 3: No line/);
  const given = await ask('POST', '/gifts-together', { cookie, key: 't2', body: { people } });
  assert.equal(given.status, 201);
  assert.match(String(given.body['receipt']), /^LG-/);
  const outcomes = given.body['outcomes'] as { gift: Body | null; refusal: Body | null }[];
  assert.deepEqual(
    outcomes.map(({ gift, refusal }) => [gift?.['state'], refusal]),
    [
      ['held', null],
      ['held', null],
    ],
  );
  await world.windowEnds();
});

test('an address that is guessed is answered with a problem, soon with a wait', async () => {
  const cookie = await signedIn(await world.carrier.line());
  const body = { token: 'C'.repeat(22) };
  for (let index = 0; index < 20; index += 1) {
    const answer = await ask('POST', '/gift-link-openings', { cookie, body });
    assert.deepEqual([answer.status, answer.code], [404, 'address_unknown']);
  }
  const answer = await ask('POST', '/gift-link-claims', { cookie, body, key: 'x' });
  assert.deepEqual([answer.status, answer.code], [429, 'too_many_attempts']);
  assert.equal((await ask('POST', '/gift-link-openings', { body })).status, 401);
});

test('every refusal of these ways is said in three languages with its figures', () => {
  const wait = { until: 0, waitSeconds: 7_200 };
  const said = { title: 'T', detail: 'why' };
  const refusals: readonly AppRefusal[] = [
    { code: 'message_too_long', limitCharacters: 200 },
    { code: 'message_not_plain' },
    { code: 'message_unknown' },
    { code: 'address_unknown' },
    { code: 'shares_out_of_range', limit: 20 },
    { code: 'pin_malformed', shortest: 4, longest: 8 },
    { code: 'pin_too_simple' },
    { code: 'links_full', limit: 20 },
    { code: 'link_unknown' },
    { code: 'link_over', why: 'expired' },
    { code: 'link_over', why: 'cancelled' },
    { code: 'link_over', why: 'all_claimed' },
    { code: 'link_is_own' },
    { code: 'pin_needed' },
    { code: 'pin_wrong', triesLeft: 3 },
    { code: 'pin_locked' },
    { code: 'asking_oneself' },
    { code: 'no_family' },
    { code: 'requests_full', limit: 5, ...wait },
    { code: 'asked_before', ...wait },
    { code: 'request_unknown' },
    { code: 'request_is_own' },
    { code: 'request_over', state: 'given' },
    { code: 'contact_name_invalid', longest: 60 },
    { code: 'contacts_full', limit: 500 },
    { code: 'blocks_full', limit: 500 },
    { code: 'people_out_of_range', limit: 10 },
    { code: 'person_twice', index: 1 },
    { code: 'person_refused', index: 1, reason: { code: 'giving_to_oneself' }, said },
  ];
  for (const refusal of refusals) {
    const all = (['en', 'fr', 'zh'] as const).map((language) => say(refusal, language));
    for (const { title, detail } of all) {
      assert.ok(title.length > 1 && detail.length > 3);
      assert.doesNotMatch(title + detail, /undefined|NaN|\[object|\$\{/);
    }
    assert.equal(new Set(all.map(({ detail }) => detail)).size, 3, refusal.code);
    assert.match(all[2]?.detail ?? '', /\p{Script=Han}/u);
  }
});
