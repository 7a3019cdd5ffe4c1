// Requests: asking, answering, and what nobody may learn from either.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB } from '../../../test/support/carrier.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { DAY, octets, type Octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { RequestAsked } from './ask.ts';
import type { WhoMayAsk } from './preferences.ts';

let world: WaysWorld;
let keys = 0;
before(async () => {
  world = await createWaysWorld();
});
beforeEach(() => (world.told as string[]).splice(0));
after(() => world.close());

const ONE: Octets = octets(GB);

async function ask(asker: Line, about: Partial<RequestAsked> & { to?: Line; key?: string }) {
  keys += 1;
  const { to, ...rest } = about;
  return world.ways.requests.make({
    asker,
    octets: ONE,
    key: `request-${keys}`,
    ...(to === undefined ? { how: 'family' } : { how: 'number', toMsisdn: `+${to.msisdn}` }),
    ...rest,
  } as RequestAsked & { key: string });
}

async function asked(asker: Line, about: Parameters<typeof ask>[1]) {
  const made = await ask(asker, about);
  assert.ok(made.ok, JSON.stringify(made));
  await world.jobs();
  return made.value;
}

const code = (outcome: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  outcome.ok ? 'done' : outcome.refusal.code;

async function stateOf(asker: Line, requestId: string): Promise<string> {
  const found = await world.ways.requests.request(asker.accountId, requestId);
  assert.ok(found.ok);
  return found.value.state;
}

test('who is asked is told, gives, and the octets arrive as by any gift', async () => {
  const asker = await world.carrier.line({ findable: 'nobody' });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const { request } = await asked(asker, { to: giver });
  assert.deepEqual(world.told, [`${giver.name}: request_made ${GB}`]);
  const [incoming] = await world.ways.requests.allAsked(giver.accountId, { limit: 5 });
  assert.ok(incoming);
  assert.deepEqual([incoming.id, incoming.octets, incoming.state], [request.id, GB, 'open']);
  const preview = await world.ways.requests.preview(giver.accountId, request.id, { octets: ONE });
  assert.ok(preview.ok);
  assert.equal(preview.value.keepsOctets, 8 * GB);
  const given = await world.ways.requests.give(giver, request.id, { octets: ONE });
  assert.ok(given.ok);
  assert.equal(given.value.way, 'request');
  const again = await world.ways.requests.give(giver, request.id, { octets: ONE });
  assert.ok(again.ok);
  assert.equal(again.value.id, given.value.id, 'given once, however often it is answered');
  assert.equal(
    code(await world.ways.requests.give(giver, request.id, { octets: octets(2 * GB) })),
    'key_reused',
  );
  assert.equal(await stateOf(asker, request.id), 'given');
  await world.windowEnds();
  assert.equal(await world.gigabytes(asker), 1);
});

test('a number that nobody has is asked like any other, and nothing tells them apart', async () => {
  const asker = await world.carrier.line();
  const nobody = await ask(asker, { how: 'number', toMsisdn: '+1 613 555 9999' });
  const blocker = await world.carrier.line();
  const hidden = await world.carrier.line({ findable: 'nobody' });
  await world.ways.blocks.block(
    blocker.accountId,
    { msisdn: asker.msisdn, isTyped: true },
    'blocked',
  );
  const all = [nobody, await ask(asker, { to: blocker }), await ask(asker, { to: hidden })];
  await world.jobs();
  for (const made of all) {
    assert.ok(made.ok);
    assert.equal(await stateOf(asker, made.value.request.id), 'open');
  }
  assert.deepEqual(world.told, []);
  for (const line of [blocker, hidden])
    assert.deepEqual(await world.ways.requests.allAsked(line.accountId, { limit: 5 }), []);
  world.pass(3 * DAY);
  await world.jobs();
  for (const made of all)
    assert.equal(made.ok && (await stateOf(asker, made.value.request.id)), 'expired');
});

const REACHES: readonly (readonly [WhoMayAsk, 'stranger' | 'contact' | 'family', boolean])[] = [
  ['anyone', 'stranger', true],
  ['anyone', 'contact', true],
  ['contacts', 'stranger', false],
  ['contacts', 'contact', true],
  ['contacts', 'family', true],
  ['family', 'contact', false],
  ['family', 'family', true],
  ['nobody', 'family', false],
];
for (const [whoMayAsk, relation, reaches] of REACHES)
  test(`where ${whoMayAsk} may ask, a request of a ${relation} ${reaches ? 'comes' : 'does not come'}`, async () => {
    const familyId = relation === 'family' ? 'tremblay' : null;
    const asker = await world.carrier.line({ standing: { familyId } });
    const other = await world.carrier.line({ standing: { familyId } });
    if (relation === 'contact')
      await world.ways.savedNumbers.save(other.accountId, { msisdn: asker.msisdn, name: 'Kim' });
    await world.ways.requests.setPreference(other.accountId, { whoMayAsk });
    await asked(asker, { to: other });
    const got = await world.ways.requests.allAsked(other.accountId, { limit: 5 });
    assert.equal(got.length, reaches ? 1 : 0);
  });

test('who is muted asks without a sound, and so does everybody at a quiet time', async () => {
  const [muted, other, owner] = [
    await world.carrier.line(),
    await world.carrier.line(),
    await world.carrier.line(),
  ];
  const who = { msisdn: muted.msisdn, isTyped: false };
  await world.ways.blocks.block(owner.accountId, who, 'muted');
  await asked(muted, { to: owner });
  assert.deepEqual(world.told, []);
  await world.ways.requests.setPreference(owner.accountId, { quietUntil: world.now() + DAY });
  await asked(other, { to: owner });
  assert.deepEqual(world.told, []);
  const got = await world.ways.requests.allAsked(owner.accountId, { limit: 5 });
  assert.deepEqual(
    got.map(({ isQuiet }) => isQuiet),
    [true, true],
  );
});

test('a decline is told, an ignore is not', async () => {
  const asker = await world.carrier.line();
  const [one, other] = [await world.carrier.line(), await world.carrier.line()];
  const first = await asked(asker, { to: one });
  const second = await asked(asker, { to: other });
  (world.told as string[]).splice(0);
  assert.equal(code(await world.ways.requests.decline(one, first.request.id)), 'done');
  assert.equal(code(await world.ways.requests.decline(one, first.request.id)), 'request_over');
  assert.equal(code(await world.ways.requests.ignore(other, second.request.id)), 'done');
  assert.deepEqual(world.told, [`${asker.name}: request_declined ${GB}`]);
  assert.equal(await stateOf(asker, first.request.id), 'declined');
  assert.equal(await stateOf(asker, second.request.id), 'open');
  assert.deepEqual(await world.ways.requests.allAsked(other.accountId, { limit: 5 }), []);
  assert.equal(code(await world.ways.requests.decline(asker, first.request.id)), 'request_unknown');
});

test('nobody is asked again and again: so often a day, once a day a number, and long after a decline', async () => {
  const asker = await world.carrier.line();
  const other = await world.carrier.line();
  const first = await asked(asker, { to: other });
  assert.equal(code(await ask(asker, { to: other })), 'asked_before');
  world.pass(DAY);
  assert.equal(code(await ask(asker, { to: other })), 'done');
  await world.jobs();
  await world.ways.requests.decline(other, first.request.id);
  world.pass(2 * DAY);
  assert.equal(code(await ask(asker, { to: other })), 'asked_before');
  world.pass(6 * DAY);
  assert.equal(code(await ask(asker, { to: other })), 'done');
  world.pass(DAY);
  for (let index = 0; index < 5; index += 1)
    assert.equal(
      code(await ask(asker, { how: 'number', toMsisdn: `+1613555800${index}` })),
      'done',
    );
  const refused = await ask(asker, { how: 'number', toMsisdn: '+16135558009' });
  assert.ok(!refused.ok);
  assert.deepEqual(refused.refusal, {
    code: 'requests_full',
    limit: 5,
    until: world.now() + DAY,
    waitSeconds: 86_400,
  });
});

test('asking the same at once is asking once', async () => {
  const asker = await world.carrier.line();
  const other = await world.carrier.line();
  const sameKey = await Promise.all(
    Array.from({ length: 5 }, () => ask(asker, { to: other, key: 'one-key' })),
  );
  const ids = sameKey.map((made) => made.ok && made.value.request.id);
  assert.equal(new Set(ids).size, 1);
  const third = await world.carrier.line();
  const keysApart = await Promise.all(Array.from({ length: 5 }, () => ask(asker, { to: third })));
  assert.equal(keysApart.filter(({ ok }) => ok).length, 1);
  assert.equal(code(await ask(asker, { to: third, key: 'one-key' })), 'key_reused');
  await world.jobs();
});

test('a family is asked together, and is no longer once it gave enough', async () => {
  const standing = { familyId: 'okafor' };
  const asker = await world.carrier.line({ standing });
  const [mum, dad, aunt] = [
    await world.carrier.line({ gigabytes: 9, standing }),
    await world.carrier.line({ gigabytes: 9, standing }),
    await world.carrier.line({ gigabytes: 9, standing }),
  ];
  const { request } = await asked(asker, { octets: octets(2 * GB) });
  assert.equal(code(await world.ways.requests.give(mum, request.id, { octets: ONE })), 'done');
  assert.equal(await stateOf(asker, request.id), 'open');
  assert.equal(code(await world.ways.requests.decline(aunt, request.id)), 'done');
  assert.equal(code(await world.ways.requests.give(dad, request.id, { octets: ONE })), 'done');
  assert.equal(await stateOf(asker, request.id), 'given');
  await world.windowEnds();
  assert.equal(await world.gigabytes(asker), 2);
  const alone = await world.carrier.line();
  assert.equal(code(await ask(alone, {})), 'no_family');
});

test('all of a family who give at once are all counted', async () => {
  const standing = { familyId: 'nguyen' };
  const asker = await world.carrier.line({ standing });
  const others: Line[] = [];
  for (let index = 0; index < 6; index += 1)
    others.push(await world.carrier.line({ gigabytes: 9, standing }));
  const { request } = await asked(asker, { octets: octets(5 * GB) });
  const answers = await Promise.all(
    others.map((other) => world.ways.requests.give(other, request.id, { octets: ONE })),
  );
  assert.ok(answers.filter(({ ok }) => ok).length >= 5);
  const found = await world.ways.requests.request(asker.accountId, request.id);
  assert.ok(found.ok);
  assert.equal(found.value.state, 'given');
  assert.equal(found.value.givenOctets, answers.filter(({ ok }) => ok).length * GB);
  await world.windowEnds();
});

test('a request by link is answered by whoever opens it', async () => {
  const asker = await world.carrier.line({ findable: 'nobody' });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const { request, token } = await asked(asker, { how: 'link', message: 'Train home, no data' });
  assert.ok(token !== null);
  assert.equal(
    code(await world.ways.requests.openByAddress(giver, 'B'.repeat(22))),
    'address_unknown',
  );
  assert.equal(code(await world.ways.requests.openByAddress(asker, token)), 'request_is_own');
  const opened = await world.ways.requests.openByAddress(giver, token);
  assert.ok(opened.ok);
  assert.deepEqual([opened.value.message, opened.value.hasMessage], [null, true]);
  const shown = await world.ways.messages.show(giver.accountId, request.id);
  assert.ok(shown.ok);
  assert.equal(shown.value.text, 'Train home, no data');
  assert.equal(code(await world.ways.requests.give(giver, request.id, { octets: ONE })), 'done');
  assert.equal(await stateOf(asker, request.id), 'given');
  const late = await world.carrier.line({ gigabytes: 9 });
  assert.equal(code(await world.ways.requests.openByAddress(late, token)), 'request_over');
  await world.windowEnds();
  assert.equal(await world.gigabytes(asker), 1);
});

test('what could be spared is shown only by who chose so, and only to who may ask', async () => {
  const asker = await world.carrier.line({ gigabytes: 5 });
  const other = await world.carrier.line({ gigabytes: 9 });
  const spare = async (typed: string) => {
    const shown = await world.ways.requests.spare(asker, typed);
    assert.ok(shown.ok);
    return shown.value;
  };
  assert.equal(await spare(`+${other.msisdn}`), null);
  assert.equal(await spare('+16135557777'), null);
  await world.ways.requests.setPreference(other.accountId, { showsSpare: true });
  assert.equal(await spare(`+${other.msisdn}`), 5 * GB);
  await world.ways.requests.setPreference(other.accountId, { whoMayAsk: 'family' });
  assert.equal(await spare(`+${other.msisdn}`), null);
});

test('what was asked and is over cannot be given to; what was cancelled is gone for all', async () => {
  const asker = await world.carrier.line();
  const giver = await world.carrier.line({ gigabytes: 9 });
  const { request } = await asked(asker, { to: giver });
  assert.equal(code(await world.ways.requests.cancel(asker.accountId, request.id)), 'done');
  assert.equal(code(await world.ways.requests.cancel(asker.accountId, request.id)), 'done');
  assert.equal(
    code(await world.ways.requests.give(giver, request.id, { octets: ONE })),
    'request_over',
  );
  assert.equal(await world.gigabytes(giver), 9);
  assert.equal(
    code(await world.ways.requests.cancel(giver.accountId, request.id)),
    'request_unknown',
  );
  assert.equal(code(await ask(asker, { to: asker })), 'asking_oneself');
  assert.equal(code(await ask(asker, { how: 'number', toMsisdn: 'bob' })), 'msisdn_invalid');
  assert.equal(code(await ask(asker, { to: giver, octets: octets(7) })), 'below_minimum');
  assert.equal(code(await ask(asker, { to: giver, message: '\u202Eevil' })), 'message_not_plain');
});

test('who is blocked finds nobody to give to, either', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const other = await world.carrier.line();
  const who = { msisdn: giver.msisdn, isTyped: true };
  const blocked = await world.ways.blocks.block(other.accountId, who, 'blocked');
  assert.ok(blocked.ok);
  const refusal = await world.refused(giver, other, 1);
  assert.equal(refusal.code, 'receiver_not_found');
  await world.ways.blocks.unblock(other.accountId, blocked.value.id);
  await world.given(giver, other, 1);
  await world.windowEnds();
});
