// The app door, asked as a page asks it, on a real store.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { GB } from '../../../test/support/carrier.ts';
import { proofsOn } from '../../../test/support/proofs.ts';
import { sharingOn } from '../../../test/support/sharing.ts';
import { standingOn } from '../../../test/support/standing.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { createSignIn, type Line } from '../../subscribers/public.ts';
import { createApp, type App, type AppServices, type Watch } from './public.ts';
import { STATUS_OF } from './refusal.ts';
import { problemOf } from './problem.ts';
import { english } from './words/en.ts';
import { french } from './words/fr.ts';

let world: WaysWorld;
let app: App;
let services: AppServices;
const codes = new Map<string, string>();
const watchers = new Set<(about: { giftId?: string }) => void>();
const watch: Watch = (_accountId, changed) => {
  watchers.add(changed);
  return () => watchers.delete(changed);
};

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
  services = {
    carrier,
    catalog,
    directory,
    gifting,
    ways,
    sharing,
    standing,
    expiring,
    proofs: proofsOn(world, { sharing, standing, expiring }).proofs,
    ledger,
    signIn,
    clock,
    watch,
  };
  app = await createApp({ services, log: pino({ level: 'silent' }) });
});
after(async () => {
  await app.close();
  await world.close();
});

type Asked = { status: number; body: Record<string, unknown>; headers: Record<string, unknown> };
type How = { cookie?: string; key?: string; language?: string; body?: unknown };

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, how: How = {}) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      ...(how.cookie === undefined ? {} : { cookie: how.cookie }),
      ...(how.key === undefined ? {} : { 'idempotency-key': how.key }),
      ...(how.language === undefined ? {} : { 'accept-language': how.language }),
    },
    ...(how.body === undefined ? {} : { payload: how.body as object }),
  });
  const body = answer.body === '' ? {} : answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, body, headers: answer.headers } satisfies Asked;
}
const said = ({ status, body }: Asked): string => `${status} ${String(body['code'])}`;

async function signedIn(line: Line): Promise<string> {
  const msisdn = `+${line.msisdn}`;
  assert.equal((await ask('POST', '/sign-in/codes', { body: { msisdn } })).status, 202);
  const code = codes.get(line.msisdn);
  const answer = await ask('POST', '/sign-in', { body: { msisdn, code } });
  assert.equal(answer.status, 200);
  const cookie = String(answer.headers['set-cookie']);
  assert.match(cookie, /HttpOnly; SameSite=Strict/);
  return cookie.split(';')[0] ?? '';
}

test('every refusal has a status, and words with its figures in both languages', () => {
  for (const code of Object.keys(STATUS_OF)) {
    assert.ok(code in english && code in french, code);
  }
  const refusal = {
    code: 'floor_broken',
    rule: 'giving.floorOctets',
    floorOctets: GB as never,
    keepsOctets: (GB / 2) as never,
    askedOctets: (2 * GB) as never,
  } as const;
  assert.equal(
    problemOf(refusal, 'en').detail,
    'You would keep 500\u00a0MB, and at least 1\u00a0GB must stay with you.',
  );
  assert.equal(
    problemOf(refusal, 'fr').detail,
    'Il vous resterait 500\u00a0Mo, et vous devez garder au moins 1\u00a0Go.',
  );
});

test('signing in takes the code that was sent, once, and nothing else', async () => {
  const line = await world.carrier.line({ gigabytes: 1 });
  const msisdn = line.msisdn.slice(1);
  assert.equal(said(await ask('GET', '/me')), '401 not_signed_in');
  await ask('POST', '/sign-in/codes', { body: { msisdn } });
  const code = codes.get(line.msisdn) ?? '';
  const wrong = code === '000000' ? '000001' : '000000';
  assert.equal(
    said(await ask('POST', '/sign-in', { body: { msisdn, code: wrong } })),
    '401 code_wrong',
  );
  const right = await ask('POST', '/sign-in', {
    body: { msisdn, code: `${code.slice(0, 3)} ${code.slice(3)}` },
  });
  assert.equal(right.status, 200);
  assert.equal(said(await ask('POST', '/sign-in', { body: { msisdn, code } })), '401 code_wrong');
  const cookie = String(right.headers['set-cookie']).split(';')[0] ?? '';
  assert.equal((await ask('GET', '/me', { cookie })).body['msisdn'], `+${line.msisdn}`);
  assert.equal((await ask('DELETE', '/sign-in', { cookie })).status, 204);
  assert.equal(said(await ask('GET', '/me', { cookie })), '401 not_signed_in');
});

test('a number that nobody has is answered like any other, and no code is sent', async () => {
  const body = { msisdn: '+1 613 555 9876' };
  const answer = await ask('POST', '/sign-in/codes', { body });
  assert.equal(answer.status, 202);
  assert.equal(codes.has('16135559876'), false);
  assert.equal(
    said(await ask('POST', '/sign-in', { body: { ...body, code: '123456' } })),
    '401 code_wrong',
  );
  assert.equal(
    said(await ask('POST', '/sign-in/codes', { body: { msisdn: 'bob' } })),
    '422 msisdn_invalid',
  );
});

test('guessing a code ends after five tries, and a code lapses', async () => {
  const line = await world.carrier.line();
  const msisdn = line.msisdn;
  const body = { msisdn: `+${msisdn}` };
  await ask('POST', '/sign-in/codes', { body });
  const code = codes.get(msisdn) ?? '';
  const wrong = { ...body, code: code === '999999' ? '999998' : '999999' };
  for (let tries = 0; tries < 5; tries += 1)
    assert.equal(said(await ask('POST', '/sign-in', { body: wrong })), '401 code_wrong');
  assert.equal(
    said(await ask('POST', '/sign-in', { body: { ...body, code } })),
    '429 too_many_attempts',
  );
  await ask('POST', '/sign-in/codes', { body });
  world.pass(5 * 60_000);
  const late = { ...body, code: codes.get(msisdn) };
  assert.equal(said(await ask('POST', '/sign-in', { body: late })), '401 code_wrong');
});

test('a session ends by itself', async () => {
  const cookie = await signedIn(await world.carrier.line());
  assert.equal((await ask('GET', '/me', { cookie })).status, 200);
  world.pass(30 * 86_400_000);
  assert.equal(said(await ask('GET', '/me', { cookie })), '401 not_signed_in');
});

test('a gift is previewed, given once by its key, delivered and declined', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line({ name: 'Alex Morgan' });
  const cookie = await signedIn(giver);
  const body = { toMsisdn: `+${receiver.msisdn}`, octets: 2 * GB };
  const preview = await ask('POST', '/gift-previews', { cookie, body });
  assert.equal(preview.status, 200);
  assert.deepEqual(preview.body['receiver'], {
    maskedName: 'A••• M.',
    maskedMsisdn: `•••• ${receiver.msisdn.slice(-4)}`,
  });
  const clicks = await Promise.all(
    [1, 2, 3].map(() => ask('POST', '/gifts', { cookie, key: 'k', body })),
  );
  assert.deepEqual(
    clicks.map(({ status }) => status),
    [201, 201, 201],
  );
  assert.equal(new Set(clicks.map((click) => click.body['id'])).size, 1);
  assert.equal(
    said(await ask('POST', '/gifts', { cookie, key: 'k', body: { ...body, octets: GB } })),
    '409 key_reused',
  );
  assert.equal((await ask('GET', '/balance', { cookie })).body['availableOctets'], 18 * GB);
  await world.windowEnds();
  const theirs = await signedIn(receiver);
  const id = String(clicks[0]?.body['id']);
  const received = await ask('GET', `/gifts/${id}`, { cookie: theirs });
  assert.equal(received.body['state'], 'delivered');
  assert.equal(received.body['canDecline'], true);
  assert.equal(received.body['undoUntil'], null);
  const [bucket] = (await ask('GET', '/balance', { cookie: theirs })).body['buckets'] as {
    from: string;
  }[];
  assert.match(bucket?.from ?? '', /^P••• /);
  assert.equal(said(await ask('POST', `/gifts/${id}/undo`, { cookie })), '409 undo_window_over');
  assert.equal(
    (await ask('POST', `/gifts/${id}/decline`, { cookie: theirs })).body['state'],
    'declined',
  );
  assert.equal((await ask('GET', '/balance', { cookie })).body['availableOctets'], 20 * GB);
  const stranger = await signedIn(await world.carrier.line());
  assert.equal(said(await ask('GET', `/gifts/${id}`, { cookie: stranger })), '404 gift_unknown');
});

test('a gift that is none is refused, typed, and nothing is held', async () => {
  const giver = await world.carrier.line({ gigabytes: 5 });
  const receiver = await world.carrier.line();
  const cookie = await signedIn(giver);
  const give = async (octets: unknown, toMsisdn = `+${receiver.msisdn}`, key = 'any') =>
    said(await ask('POST', '/gifts', { cookie, key, body: { toMsisdn, octets } }));
  assert.equal(await give('2'), '422 octets_not_a_number');
  assert.equal(await give(null), '422 octets_not_a_number');
  assert.equal(await give({ valueOf: 2 }), '422 octets_not_a_number');
  assert.equal(await give(1.5), '422 octets_not_whole');
  assert.equal(await give(2 ** 53), '422 octets_too_large');
  assert.equal(await give(-GB), '422 octets_negative');
  assert.equal(await give(0), '422 below_minimum');
  assert.equal(await give(6 * GB), '422 above_maximum');
  assert.equal(await give(4.8 * GB), '422 floor_broken');
  assert.equal(await give(GB, `+${giver.msisdn}`), '422 giving_to_oneself');
  assert.equal(await give(GB, '+1 613 555 9999'), '422 receiver_not_found');
  assert.equal(await give(GB, ''), '422 msisdn_invalid');
  assert.equal(await give(GB, 'x'.repeat(65)), '400 request_malformed');
  assert.equal(await give(GB, undefined, ''), '400 idempotency_key_missing');
  assert.equal(await give(GB, undefined, 'k'.repeat(65)), '400 idempotency_key_missing');
  assert.equal((await ask('GET', '/balance', { cookie })).body['availableOctets'], 5 * GB);
});

test('what is not JSON, too long, or not there is refused without losing the door', async () => {
  const cookie = await signedIn(await world.carrier.line());
  const raw = async (payload: string, type: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/gift-previews',
      headers: { cookie, 'content-type': type },
      payload,
    });
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
    return `${answer.statusCode} ${answer.json<{ code: string }>().code}`;
  };
  assert.equal(await raw('{"toMsisdn":', 'application/json'), '400 request_malformed');
  assert.equal(await raw('a=b', 'application/x-www-form-urlencoded'), '400 request_malformed');
  assert.equal(await raw(`"${'x'.repeat(20_000)}"`, 'application/json'), '400 request_malformed');
  assert.equal(await raw('[]', 'application/json'), '400 request_malformed');
  assert.equal(said(await ask('GET', '/nothing', { cookie })), '404 not_found');
  assert.equal(said(await ask('GET', '/gifts/not-a-uuid', { cookie })), '400 request_malformed');
  assert.equal(said(await ask('GET', '/gifts?limit=0', { cookie })), '400 request_malformed');
  assert.equal((await ask('GET', '/me', { cookie })).status, 200);
});

test('a person is answered in their language, a stranger in their browser’s', async () => {
  const line = await world.carrier.line({ language: 'fr' });
  const stranger = await ask('GET', '/me', { language: 'fr-CA,fr;q=0.9' });
  assert.equal(stranger.body['title'], 'Session terminée');
  const cookie = await signedIn(line);
  const key = { cookie, key: 'k', body: { toMsisdn: '123', octets: 1 } };
  assert.equal((await ask('POST', '/gifts', key)).body['title'], 'Numéro invalide');
  for (const language of ['zh-CN,zh;q=0.9', 'en', 'de'])
    assert.equal(
      (await ask('POST', '/gifts', { ...key, language })).headers['content-language'],
      'fr',
    );
  const changed = await ask('PATCH', '/me', {
    cookie,
    body: { language: 'en', findable: 'nobody' },
  });
  assert.deepEqual([changed.body['language'], changed.body['findable']], ['en', 'nobody']);
  assert.equal(
    said(await ask('PATCH', '/me', { cookie, body: { name: 'Eve' } })),
    '400 request_malformed',
  );
  assert.equal((await ask('POST', '/gifts', key)).body['title'], 'Not a phone number');
});

test('whoever chose Chinese is refused in Chinese, and sees the limits of both sides', async () => {
  const giver = await world.carrier.line({ gigabytes: 9, language: 'zh' });
  const receiver = await world.carrier.line();
  const cookie = await signedIn(giver);
  const language = 'en';
  const toMsisdn = `+${receiver.msisdn}`;
  const preview = (octets: number) =>
    ask('POST', '/gift-previews', { cookie, language, body: { toMsisdn, octets } });
  const refused = await preview(50_000_000);
  assert.equal(said(refused), '422 below_minimum');
  assert.equal(refused.headers['content-language'], 'zh');
  assert.equal(refused.body['title'], '数量太少');
  const { status, body } = await preview(1_000_000_000);
  assert.equal(status, 200);
  const limits = body['limits'] as readonly { side: string; rule: string; left: number }[];
  assert.deepEqual([...new Set(limits.map(({ side }) => side))], ['giver', 'receiver']);
  assert.ok(limits.every(({ left }) => Number.isInteger(left)));
  const next = body['next'] as readonly { what: string; at: string | null }[];
  assert.deepEqual(
    next.map(({ what }) => what),
    ['can_be_undone', 'arrives', 'can_be_sent_back', 'lapses'],
  );
  assert.deepEqual(body['needs'], []);
});

test('gifts are paged, the newest first', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  for (let gift = 0; gift < 3; gift += 1) {
    await world.given(giver, receiver, 0.1);
    world.pass(1_000);
  }
  const cookie = await signedIn(giver);
  const first = await ask('GET', '/gifts?limit=2', { cookie });
  assert.equal((first.body['gifts'] as unknown[]).length, 2);
  const rest = await ask('GET', `/gifts?limit=2&before=${String(first.body['next'])}`, { cookie });
  assert.equal((rest.body['gifts'] as unknown[]).length, 1);
  assert.equal(rest.body['next'], null);
  await world.windowEnds();
});

test('changes are told to whoever listens, and a door that closes ends the stream', async () => {
  const line = await world.carrier.line();
  const listening = await createApp({ services, log: pino({ level: 'silent' }) });
  await listening.listen({ host: '127.0.0.1', port: 0 });
  const { port } = listening.server.address() as AddressInfo;
  const cookie = await signedIn(line);
  const url = `http://127.0.0.1:${port}/api/v1/events`;
  const [stream] = (await once(get(url, { headers: { cookie } }), 'response')) as [IncomingMessage];
  assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8');
  stream.setEncoding('utf8');
  const [hello] = (await once(stream, 'data')) as [string];
  assert.match(hello, /event: hello/);
  for (const changed of watchers) changed({ giftId: 'g1' });
  const [change] = (await once(stream, 'data')) as [string];
  assert.equal(change, 'event: changed\ndata: {"about":"gifts","giftId":"g1"}\n\n');
  const ended = once(stream, 'end');
  stream.resume();
  await listening.close();
  await ended;
  assert.equal(watchers.size, 0);
});

test('the API describes itself', async () => {
  const { body } = await ask('GET', '/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, { summary?: string }>>;
  for (const path of [
    '/api/v1/balance',
    '/api/v1/events',
    '/api/v1/gift-policy',
    '/api/v1/gift-previews',
    '/api/v1/gifts',
    '/api/v1/gifts/{id}',
    '/api/v1/gifts/{id}/decline',
    '/api/v1/gifts/{id}/undo',
    '/api/v1/me',
    '/api/v1/sign-in',
    '/api/v1/sign-in/codes',
    '/api/v1/gift-links',
    '/api/v1/gift-requests',
  ])
    assert.ok(path in paths, path);
  for (const operations of Object.values(paths))
    for (const operation of Object.values(operations)) assert.ok(operation.summary);
});

test('too many previews are slowed down with a time', async () => {
  const cookie = await signedIn(await world.carrier.line({ gigabytes: 1 }));
  const body = { toMsisdn: '+1 613 555 9999', octets: GB };
  let answer = await ask('POST', '/gift-previews', { cookie, body });
  for (let tries = 0; tries < 80 && answer.status !== 429; tries += 1)
    answer = await ask('POST', '/gift-previews', { cookie, body });
  assert.equal(said(answer), '429 too_many_requests');
  assert.ok(Number(answer.headers['retry-after']) > 0);
});
