// Stories of links and requests as text tables, one call a row, on a real store:
//
//   line ann 9GB                          ann links 1GB for 2     => made, has 7GB
//   policy {"ways":["direct"]}            bob takes               => delivered, has 1GB
//   pass 2h                               ann cancels             => ended, has 8GB
//   due (what the jobs would do)          bob asks ann for 1GB    => open
//                                         ann gives bob 1GB       => held, has 8GB
//
// A story goes on from the last link, or request, that was made in it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';
import { DAY, HOUR, newId, octets, type Octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';

let world: WaysWorld;
before(async () => {
  world = await createWaysWorld();
});
after(() => world.close());

type Outcome = { ok: true; value: unknown } | { ok: false; refusal: { code: string } };
type Row = (words: readonly string[]) => Promise<string>;

const size = (word = ''): Octets => {
  const amount = /^([\d.]+)(GB|MB)$/.exec(word);
  assert.ok(amount, `${word} is a size`);
  return octets(Math.round(Number(amount[1]) * (amount[2] === 'GB' ? GB : GB / 1_000)));
};
const UNITS: { readonly [unit: string]: number } = { h: HOUR, d: DAY };
const span = (word = ''): number => Number(word.slice(0, -1)) * (UNITS[word.slice(-1)] ?? 0);

const told = async (line: Line, outcome: Outcome, state: (value: never) => string) =>
  outcome.ok
    ? `${state(outcome.value as never)}, has ${await world.gigabytes(line)}GB`
    : outcome.refusal.code;

function storyteller(): Row {
  const people = new Map<string, Line>();
  let link = { id: '', token: '', giver: 0 };
  let requestId = '';
  const person = (name = ''): Line => {
    const line = people.get(name);
    assert.ok(line, `${name} has a line`);
    return line;
  };
  const does: {
    readonly [verb: string]: (line: Line, words: readonly string[]) => Promise<string>;
  } = {
    async links(giver, [amount, , shares = '1', ...more]) {
      const saidAfter = (word: string) => more[more.indexOf(word) + 1] ?? '';
      const made = await world.ways.links.make({
        giver: giver.accountId,
        octetsEach: size(amount),
        shares: Number(shares),
        key: newId(world.now()),
        ...(more.includes('to') ? { boundTo: `+${person(saidAfter('to')).msisdn}` } : {}),
        ...(more.includes('within') ? { hours: span(saidAfter('within')) / HOUR } : {}),
      });
      if (made.ok)
        link = {
          id: made.value.link.id,
          token: made.value.token ?? '',
          giver: giver.accountId,
        };
      return told(giver, made, () => 'made');
    },
    async takes(taker) {
      const taken = await world.ways.links.claim(taker, { token: link.token });
      return told(taker, taken, ({ state }: { state: string }) => state);
    },
    async cancels(giver) {
      const ended = await world.ways.links.cancel(giver.accountId, link.id);
      return told(giver, ended, (seen: { link: { state: string } }) => seen.link.state);
    },
    async asks(asker, [to, , amount]) {
      const made = await world.ways.requests.make({
        asker,
        how: 'number',
        toMsisdn: `+${person(to).msisdn}`,
        octets: size(amount),
        key: newId(world.now()),
      });
      if (!made.ok) return made.refusal.code;
      requestId = made.value.request.id;
      await world.jobs();
      const request = await world.ways.requests.request(asker.accountId, requestId);
      return request.ok ? request.value.state : request.refusal.code;
    },
    async gives(giver, [, amount]) {
      const given = await world.ways.requests.give(giver, requestId, { octets: size(amount) });
      return told(giver, given, ({ state }: { state: string }) => state);
    },
    has: async (line) => `${await world.gigabytes(line)}GB`,
  };
  return async ([first = '', verb = '', ...words]) => {
    if (first === 'policy') {
      const changes = JSON.parse([verb, ...words].join(' ')) as Partial<GiftPolicyBody>;
      await world.policy({ ...TEST_POLICY, ...changes });
      return '';
    }
    if (first === 'pass') {
      world.pass(span(verb));
      return '';
    }
    if (first === 'due') {
      await world.windowEnds();
      return '';
    }
    if (first === 'line') {
      const [amount, ...about] = words;
      const said = JSON.parse(about.length === 0 ? '{}' : about.join(' ')) as Partial<Line>;
      people.set(verb, await world.carrier.line({ gigabytes: size(amount) / GB, ...said }));
      return '';
    }
    const action = does[verb];
    assert.ok(action, `people can ${verb}`);
    return action(person(first), words);
  };
}

const YEAR = 2026;
const STORIES: readonly (readonly [name: string, story: string])[] = [
  [
    'a link for two, of which one is taken',
    `line ann 9GB
     line bob 1GB
     ann links 1GB for 2 within 24h     => made, has 7GB
     pass 2h
     bob takes                          => delivered, has 2GB
     bob takes                          => delivered, has 2GB
     ann takes                          => link_is_own
     pass 1d
     due
     ann has                            => 8GB`,
  ],
  [
    'a link that is cancelled in time, and one that was taken just before',
    `line ann 9GB
     line bob 1GB
     ann links 2GB for 1                => made, has 7GB
     ann cancels                        => ended, has 9GB
     bob takes                          => link_over
     ann links 2GB for 1                => made, has 7GB
     bob takes                          => held, has 1GB
     ann cancels                        => ended, has 7GB
     due
     bob has                            => 3GB`,
  ],
  [
    'the rules of the giver hold for links: size, step, floor, and a share of the month',
    `line ann 4GB
     ann links 50MB for 1               => below_minimum
     ann links 6GB for 1                => above_maximum
     ann links 150MB for 1              => not_a_step
     ann links 3.6GB for 1              => floor_broken
     ann links 500MB for 6              => monthly_count_reached
     ann links 5GB for 1                => balance_too_low
     ann links 500MB for 5              => made, has 1.5GB`,
  ],
  [
    'a way that the policy does not offer',
    `policy {"ways":["direct"]}
     line ann 9GB
     line bob 1GB
     ann links 1GB for 1                => way_not_offered
     bob asks ann for 1GB               => way_not_offered
     policy {}`,
  ],
  [
    'a minor’s link, and a line that may receive only',
    `policy {"giver":{"minimumAge":18}}
     line kid 9GB {"standing":{"birthYear":${YEAR - 12}}}
     kid links 1GB for 1                => too_young
     policy {}
     line tablet 9GB {"planId":"receiving-only"}
     tablet links 1GB for 1             => line_cannot_give
     line ann 9GB
     ann links 1GB for 1                => made, has 8GB
     pass 1h
     tablet takes                       => delivered, has 10GB`,
  ],
  [
    'a link for one number only',
    `line ann 9GB
     line bob 1GB
     line eve 1GB
     ann links 1GB for 1 to bob         => made, has 8GB
     eve takes                          => address_unknown
     bob takes                          => held, has 1GB
     due
     bob has                            => 2GB`,
  ],
  [
    'a policy that lets links stand for two hours',
    `policy {"claim":{"hours":2}}
     line ann 9GB
     line bob 1GB
     ann links 1GB for 1                => made, has 8GB
     pass 3h
     bob takes                          => link_over
     due
     ann has                            => 9GB
     policy {}`,
  ],
  [
    'one who is asked gives less than was asked for',
    `line ann 9GB
     line bob 1GB
     bob asks ann for 2GB               => open
     ann gives bob 20GB                 => above_maximum
     ann gives bob 1GB                  => held, has 8GB
     ann gives bob 1GB                  => held, has 8GB
     bob asks ann for 1GB               => asked_before
     due
     bob has                            => 2GB`,
  ],
  [
    'what is asked for too late is not given',
    `line ann 9GB
     line bob 1GB
     bob asks ann for 1GB               => open
     pass 3d
     ann gives bob 1GB                  => request_over
     ann has                            => 9GB`,
  ],
];

for (const [name, story] of STORIES)
  test(`story: ${name}`, async () => {
    const tell = storyteller();
    for (const row of story.split('\n').map((line) => line.trim())) {
      const [said = '', expected = ''] = row.split('=>').map((half) => half.trim());
      assert.equal(await tell(said.split(/\s+/)), expected, row);
    }
  });
