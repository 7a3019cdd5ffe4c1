// The app's door on a test store, with what a policy asks for before a gift: people who are signed in, and what
// they were told.

import assert from 'node:assert/strict';
import pino from 'pino';
import { createApp, type App } from '../../src/interfaces/app/public.ts';
import { createSignIn, type Line } from '../../src/subscribers/public.ts';
import { GB } from './carrier.ts';
import { proofsOn } from './proofs.ts';
import { sharingOn } from './sharing.ts';
import { standingOn } from './standing.ts';
import { createWaysWorld, type WaysWorld } from './ways.ts';

export type Body = { readonly [name: string]: unknown };
export type Answer = { readonly status: number; readonly body: Body };
export type Person = { readonly line: Line; readonly cookie: string };
export type How = { readonly key?: string };
type Method = 'GET' | 'POST' | 'PUT';

/** `201 held`, `422 pin_too_simple`. */
export const said = ({ status, body }: Answer): string =>
  `${status} ${(body as { code?: string }).code ?? (body as { state?: string }).state ?? ''}`.trim();

export const numberOf = ({ line }: Person): string => `+${line.msisdn}`;

/** What a gift was given with, by its view: `one_time_code 12:00`. */
const gift = (to: Person, octets: number) => ({ toMsisdn: numberOf(to), octets });
const watch = () => () => undefined;

export const proofsOf = ({ body }: Answer): string =>
  (body['proofs'] as { kind: string; at: string }[])
    .map(({ kind, at }) => `${kind} ${at.slice(11, 16)}`)
    .join(', ');

export type ProofsDoor = {
  readonly world: WaysWorld;
  person(about: Parameters<WaysWorld['carrier']['line']>[0]): Promise<Person>;
  ask(method: Method, path: string, by: Person, payload?: object, how?: How): Promise<Answer>;
  give(giver: Person, to: Person, proofs: object, octets?: number, how?: How): Promise<Answer>;
  /** What a gift needs and what the giver can do about each. */
  next(giver: Person, to: Person, octets?: number): Promise<string>;
  sendCode(giver: Person, to: Person, octets?: number, how?: How): Promise<Answer>;
  /** The last code that somebody was sent. */
  codeOf(person: Person): string;
  /** Whatever else somebody was told. */
  toldTo(person: Person): readonly string[];
  close(): Promise<void>;
};

export async function openProofsDoor(): Promise<ProofsDoor> {
  const world = await createWaysWorld();
  const codes = new Map<string, string>();
  const { catalog, directory, ledger } = world.carrier;
  const carrier = await catalog.carrier();
  assert.ok(carrier);
  const clock = { now: () => world.now() };
  const { gifting, ways, store } = world;
  const others = {
    sharing: sharingOn(world).sharing,
    standing: standingOn(world).standing,
    expiring: standingOn(world).expiring,
  };
  const { proofs, news } = proofsOn(world, others);
  const sendCode = (line: Line, code: string): void => void codes.set(line.msisdn, code);
  const signIn = createSignIn({ store, directory, clock, sendCode });
  const parts = { carrier, catalog, directory, gifting, ways, ledger, signIn, clock, watch };
  const app: App = await createApp({
    services: { ...parts, ...others, proofs },
    log: pino({ level: 'silent' }),
  });
  let keys = 0;
  const post = (url: string, payload: object) =>
    app.inject({ method: 'POST', url: `/api/v1${url}`, payload });

  const ask: ProofsDoor['ask'] = async (method, path, by, payload, how = {}) => {
    keys += 1;
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        cookie: by.cookie,
        ...(method === 'GET' ? {} : { 'idempotency-key': how.key ?? `key-${keys}` }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json<Body>() };
  };
  const toldOf = ({ line }: Person) =>
    news.filter(({ to }) => to.accountId === line.accountId).map((each) => each.news);

  return {
    world,
    ask,
    async person(about) {
      const line = await world.carrier.line(about);
      const msisdn = `+${line.msisdn}`;
      await post('/sign-in/codes', { msisdn });
      const answer = await post('/sign-in', { msisdn, code: codes.get(line.msisdn) });
      assert.equal(answer.statusCode, 200, answer.body);
      return { line, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
    },
    give: (giver, to, shown, octets = GB, how = {}) =>
      ask('POST', '/gifts', giver, { ...gift(to, octets), proofs: shown }, how),
    async next(giver, to, octets = GB) {
      const preview = await ask('POST', '/gift-previews', giver, gift(to, octets));
      assert.equal(preview.status, 200, JSON.stringify(preview.body));
      const steps = preview.body['toShow'] as { need: string; next: string }[];
      return steps.map((step) => `${step.need}: ${step.next}`).join(', ');
    },
    sendCode: (giver, to, octets = GB, how = {}) =>
      ask('POST', '/gift-codes', giver, { for: { kind: 'gift', ...gift(to, octets) } }, how),
    codeOf(person) {
      const all = toldOf(person).flatMap((told) => ('code' in told ? [told.code] : []));
      return all.at(-1) ?? assert.fail('no code was sent');
    },
    toldTo: (person) =>
      toldOf(person).map((told) => `${told.about} ${'other' in told ? told.other : ''}`.trim()),
    async close() {
      await app.close();
      await world.close();
    },
  };
}
