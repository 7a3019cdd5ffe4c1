// Standing gifts and gifts of what lapses, asked as a page asks for them, on a real store.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { GB } from '../../../test/support/carrier.ts';
import { proofsOn } from '../../../test/support/proofs.ts';
import { sharingOn } from '../../../test/support/sharing.ts';
import { standingOn, type StandingWorld } from '../../../test/support/standing.ts';
import { createWaysWorld } from '../../../test/support/ways.ts';
import { withSharedAccounts } from '../../gifting/public.ts';
import { DAY, HOUR } from '../../kernel/public.ts';
import { createSignIn, type Line } from '../../subscribers/public.ts';
import { createApp, type App } from './public.ts';
import { STANDING_STATUS } from './standing-refusal.ts';
import { chineseStanding, englishStanding, frenchStanding, sayReason } from './words/standing.ts';
import { say } from './problem.ts';

let on: StandingWorld;
let app: App;
const codes = new Map<string, string>();

before(async () => {
  const world = await createWaysWorld();
  on = standingOn(world);
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
  const { gifting, ways } = world;
  const { sharing } = sharingOn(world);
  const { standing, expiring } = on;
  app = await createApp({
    services: {
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
      watch: () => () => undefined,
    },
    log: pino({ level: 'silent' }),
  });
});
after(async () => {
  await app.close();
  await on.world.close();
});

type Body = { readonly [name: string]: unknown };
type How = { readonly by: string; readonly key?: string; readonly language?: string };

async function ask(method: 'GET' | 'POST', path: string, how: How, payload?: object) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      cookie: how.by,
      ...(how.key === undefined ? {} : { 'idempotency-key': how.key }),
      ...(how.language === undefined ? {} : { 'accept-language': how.language }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, body: answer.json<Body>() };
}
const said = ({ status, body }: { status: number; body: Body }): string =>
  `${status} ${String(body['code'] ?? body['state'])}`;

async function signedIn(line: Line): Promise<string> {
  const msisdn = `+${line.msisdn}`;
  await app.inject({ method: 'POST', url: '/api/v1/sign-in/codes', payload: { msisdn } });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    payload: { msisdn, code: codes.get(line.msisdn) },
  });
  assert.equal(answer.statusCode, 200, answer.body);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

test('a monthly gift is previewed, asked for, agreed to, rested and ended, each side seeing its own', async () => {
  const { world, standing } = on;
  const maya = await world.carrier.line({ gigabytes: 20, name: 'Maya Tremblay' });
  const leo = await world.carrier.line({ name: 'Leo Roy' });
  const [byMaya, byLeo] = [await signedIn(maya), await signedIn(leo)];
  const asked = {
    to: { msisdn: `+${leo.msisdn}` },
    rhythm: { kind: 'monthly', octets: 2 * GB, dayOfCycle: 25 },
  };
  const preview = await ask('POST', '/standing-gift-previews', { by: byMaya }, asked);
  assert.equal(preview.status, 200, JSON.stringify(preview.body));
  assert.equal((preview.body['receiver'] as Body)['maskedName'], 'L••• R.');
  assert.equal(preview.body['firstAt'], '2026-11-25T14:00:00.000Z');
  assert.equal((preview.body['now'] as Body)['octets'], 2 * GB);
  assert.equal(preview.body['standsInTheWay'], null);

  assert.equal(
    said(await ask('POST', '/standing-gifts', { by: byMaya }, asked)),
    '400 idempotency_key_missing',
  );
  const made = await ask('POST', '/standing-gifts', { by: byMaya, key: 'one' }, asked);
  assert.equal(said(made), '201 asked');
  assert.deepEqual(
    await ask('POST', '/standing-gifts', { by: byMaya, key: 'one' }, asked),
    made,
    'the same key, the same gift',
  );
  const other = { ...asked, rhythm: { ...asked.rhythm, dayOfCycle: 26 } };
  const reused = await ask('POST', '/standing-gifts', { by: byMaya, key: 'one' }, other);
  assert.equal(said(reused), '409 key_reused');
  const again = await ask('POST', '/standing-gifts', { by: byMaya, key: 'two' }, other);
  assert.equal(said(again), '422 standing_asked_before');

  const path = `/standing-gifts/${String(made.body['id'])}`;
  assert.equal(said(await ask('POST', `${path}/agree`, { by: byMaya })), '404 standing_unknown');
  const seen = await ask('GET', path, { by: byLeo });
  assert.equal(seen.body['direction'], 'received');
  assert.equal((seen.body['other'] as Body)['maskedName'], 'M••• T.');
  assert.deepEqual(seen.body['can'], { agree: true, pause: false, resume: false, end: true });
  assert.equal(said(await ask('POST', `${path}/agree`, { by: byLeo })), '200 active');

  world.setNow('2026-11-25T14:00:00Z');
  await standing.runDue();
  await world.windowEnds();
  assert.equal(await world.gigabytes(leo), 2);
  const paused = await ask('POST', `${path}/pause`, { by: byMaya, language: 'fr' });
  assert.equal(said(paused), '200 paused');
  assert.equal(paused.body['because'], sayReason('stopped_by_person', 'en'));
  assert.equal(said(await ask('POST', `${path}/resume`, { by: byMaya })), '200 active');
  const listed = await ask('GET', '/standing-gifts', { by: byLeo });
  assert.equal((listed.body['received'] as Body[]).length, 1);
  assert.equal(said(await ask('POST', `${path}/end`, { by: byLeo })), '200 ended');
  assert.equal(said(await ask('POST', `${path}/end`, { by: byLeo })), '200 ended');
  assert.equal(said(await ask('POST', `${path}/resume`, { by: byMaya })), '409 standing_ended');
});

test('a giver’s reasons are the giver’s to know', async () => {
  const { world, standing } = on;
  world.setNow('2026-11-26T15:00:00Z');
  const maya = await world.carrier.line({ gigabytes: 2, language: 'zh' });
  const leo = await world.carrier.line();
  const [byMaya, byLeo] = [await signedIn(maya), await signedIn(leo)];
  const made = await ask(
    'POST',
    '/standing-gifts',
    { by: byMaya, key: 'floor' },
    {
      to: { msisdn: `+${leo.msisdn}` },
      rhythm: { kind: 'monthly', octets: 2 * GB, dayOfCycle: 27 },
    },
  );
  const path = `/standing-gifts/${String(made.body['id'])}`;
  await ask('POST', `${path}/agree`, { by: byLeo });
  world.setNow('2026-11-27T14:00:00Z');
  await standing.runDue();
  const given = (await ask('GET', path, { by: byMaya })).body;
  assert.deepEqual([given['state'], given['reason']], ['paused', 'floor_broken']);
  assert.match(String(given['because']), /\p{Script=Han}/u);
  const received = (await ask('GET', path, { by: byLeo })).body;
  assert.deepEqual([received['state'], received['reason']], ['paused', 'giver_could_not']);
});

test('what lapses is shown, previewed and given in one tap', async () => {
  const { world } = on;
  const maya = await world.carrier.line();
  const leo = await world.carrier.line();
  const cycleEnds = Date.parse('2026-12-01T05:00:00Z');
  await world.carrier.grant(maya, 3, { days: (cycleEnds - world.now()) / DAY });
  await world.carrier.grant(maya, 20, { days: 40 });
  const by = await signedIn(maya);
  const shown = await ask('GET', '/expiring', { by });
  assert.equal(shown.status, 200, JSON.stringify(shown.body));
  assert.deepEqual([shown.body['lapsingOctets'], shown.body['givableOctets']], [3 * GB, 3 * GB]);
  const to = { msisdn: `+${leo.msisdn}` };
  const preview = await ask('POST', '/expiring-gift-previews', { by }, { to });
  assert.equal(preview.body['octets'], 3 * GB, JSON.stringify(preview.body));
  const tap = { to, octets: preview.body['octets'] };
  const given = await ask('POST', '/expiring-gifts', { by, key: 'tap' }, tap);
  assert.equal(said(given), '201 held');
  assert.deepEqual(await ask('POST', '/expiring-gifts', { by, key: 'tap' }, tap), given);
  const more = await ask('POST', '/expiring-gifts', { by, key: 'more' }, { to, octets: GB });
  assert.equal(said(more), '422 nothing_expiring');
  await world.windowEnds();
  assert.equal(await world.gigabytes(leo), 3);
});

test('what is not of the form is refused before anything is looked up', async () => {
  const maya = await on.world.carrier.line({ gigabytes: 20 });
  const by = await signedIn(maya);
  const to = { msisdn: '+16135550199' };
  const monthly = { kind: 'monthly', octets: GB, dayOfCycle: 1 };
  const wrong: readonly (readonly [object, string])[] = [
    [{ to, rhythm: { ...monthly, dayOfCycle: 0 } }, '400 request_malformed'],
    [{ to, rhythm: { ...monthly, dayOfCycle: 32 } }, '400 request_malformed'],
    [{ to, rhythm: { ...monthly, dayOfCycle: 1.5 } }, '400 request_malformed'],
    [{ to, rhythm: { ...monthly, octets: -1 } }, '422 octets_negative'],
    [{ to, rhythm: { ...monthly, octets: '1' } }, '422 octets_not_a_number'],
    [{ to, rhythm: { kind: 'expiring', lastHours: 169 } }, '400 request_malformed'],
    [
      { to, rhythm: { kind: 'expiring', lastHours: 24, atMostOctets: 0.5 } },
      '422 octets_not_whole',
    ],
    [{ to: { ...to, pool: 1 }, rhythm: monthly }, '400 request_malformed'],
    [{ to: { pool: 1 }, rhythm: monthly }, '404 target_unknown'],
    [{ to: { tank: 1 }, rhythm: monthly }, '404 target_unknown'],
    [{ to: { msisdn: 'maya' }, rhythm: monthly }, '422 msisdn_invalid'],
    [{ to, rhythm: monthly, more: true }, '400 request_malformed'],
  ];
  for (const [body, expected] of wrong) {
    const answer = await ask('POST', '/standing-gifts', { by, key: 'wrong' }, body);
    assert.equal(said(answer), expected, JSON.stringify(body));
  }
  const unknown = '00000000-0000-7000-8000-000000000000';
  assert.equal(
    said(await ask('GET', `/standing-gifts/${unknown}`, { by })),
    '404 standing_unknown',
  );
  assert.equal(said(await ask('GET', '/standing-gifts/1', { by })), '400 request_malformed');
});

test('each refusal is said in each language, with its figures', () => {
  const wait = { until: 0, waitSeconds: (3 * HOUR) / 1_000 };
  const octets = GB as never;
  const refusals = [
    { code: 'standing_unknown' },
    { code: 'standing_ended' },
    { code: 'standing_circle', lines: 3 },
    { code: 'standing_chain_too_long', limit: 1_000 },
    { code: 'standing_gifts_reached', side: 'giver', limit: 10 },
    { code: 'standing_asked_before', ...wait },
    { code: 'last_hours_too_few', atLeastHours: 7 },
    { code: 'nothing_expiring', lapsingOctets: octets, cycleEndsAt: 0 },
    { code: 'target_unknown' },
  ] as const;
  assert.deepEqual(
    refusals.map(({ code }) => code),
    Object.keys(STANDING_STATUS),
  );
  for (const refusal of refusals) {
    const texts = (['en', 'fr', 'zh'] as const).map((language) => say(refusal, language).detail);
    assert.equal(new Set(texts).size, 3);
    for (const text of texts) assert.doesNotMatch(text, /undefined|NaN|\[object|\$\{/);
  }
  for (const words of [englishStanding, frenchStanding, chineseStanding])
    assert.deepEqual(Object.keys(words), Object.keys(STANDING_STATUS));
});
