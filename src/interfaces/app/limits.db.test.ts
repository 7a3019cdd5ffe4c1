// How often one may ask: by line for whoever is signed in, by address for the rest, pages never.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { proofsOn } from '../../../test/support/proofs.ts';
import { sharingOn } from '../../../test/support/sharing.ts';
import { standingOn } from '../../../test/support/standing.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { createSignIn, type Line } from '../../subscribers/public.ts';
import { createApp, type App } from './public.ts';

let world: WaysWorld;
let app: App;
let pages: string;
const codes = new Map<string, string>();
const watch = () => () => undefined;
const LIMITS = { requestsAMinute: 5, unknownSessionsAMinute: 3 };

before(async () => {
  world = await createWaysWorld();
  pages = await mkdtemp(join(tmpdir(), 'largesse-pages-'));
  await writeFile(join(pages, 'index.html'), '<p>Largesse</p>');
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
  const services = {
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
  const log = pino({ level: 'silent' });
  app = await createApp({ services, log, pages, limits: LIMITS });
});
after(async () => {
  await app.close();
  await world.close();
  await rm(pages, { recursive: true });
});

const ask = async (url: string, how: { cookie?: string; from?: string; body?: object } = {}) => {
  const answer = await app.inject({
    method: how.body === undefined ? 'GET' : 'POST',
    url,
    remoteAddress: how.from ?? '192.0.2.1',
    headers: how.cookie === undefined ? {} : { cookie: how.cookie },
    ...(how.body === undefined ? {} : { payload: how.body }),
  });
  return answer;
};

async function statuses(count: number, asking: () => ReturnType<typeof ask>): Promise<number[]> {
  const seen: number[] = [];
  for (let time = 0; time < count; time += 1) seen.push((await asking()).statusCode);
  return seen;
}

/** Each from an address of its own, so that signing in uses nobody's share. */
async function signedIn(line: Line, from: string): Promise<string> {
  const msisdn = `+${line.msisdn}`;
  await ask('/api/v1/sign-in/codes', { from, body: { msisdn } });
  const code = codes.get(line.msisdn);
  const answer = await ask('/api/v1/sign-in', { from, body: { msisdn, code } });
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

const balance = (cookie: string) => () => ask('/api/v1/balance', { cookie });

test('two lines behind one address are counted apart, and one line by however many sessions together', async () => {
  const [maya, noah] = [await world.carrier.line(), await world.carrier.line()];
  const [first, again] = [await signedIn(maya, '192.0.2.10'), await signedIn(maya, '192.0.2.11')];
  const other = await signedIn(noah, '192.0.2.12');
  assert.deepEqual(await statuses(3, balance(first)), [200, 200, 200]);
  assert.deepEqual(await statuses(3, balance(again)), [200, 200, 429]);
  assert.deepEqual(await statuses(5, balance(other)), [200, 200, 200, 200, 200]);
});

test('sessions that are none are counted by address, and shut out nobody who has one', async () => {
  const from = '192.0.2.20';
  const cookie = await signedIn(await world.carrier.line(), '192.0.2.21');
  let guess = 0;
  const guessed = () => {
    guess += 1;
    return ask('/api/v1/balance', { from, cookie: `largesse_session=guess-${guess}` });
  };
  assert.deepEqual(await statuses(5, guessed), [401, 401, 401, 429, 429]);
  const refused = await guessed();
  assert.ok(Number(refused.headers['retry-after']) > 0);
  assert.equal((await ask('/api/v1/balance', { from, cookie })).statusCode, 200);
});

const malformed = () => ask('/api/v1/sign-in/codes', { from: '192.0.2.30', body: { no: 1 } });

test('whoever is not signed in is counted by address, malformed requests too', async () => {
  // The operation itself allows more; the door's own limit of five does not count beside it.
  const seen = await statuses(25, malformed);
  assert.deepEqual([seen[0], seen.at(-1)], [400, 429]);
});

const page = () => ask('/gifts', { from: '192.0.2.40' });

test('pages and their files are not counted', async () => {
  assert.deepEqual(new Set(await statuses(20, page)), new Set([200]));
});
