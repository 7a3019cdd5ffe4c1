// A minor's gift, and the word of whoever answers for that line; and proofs by the other ways to give.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import {
  numberOf,
  openProofsDoor,
  proofsOf,
  said,
  type Body,
  type Person,
  type ProofsDoor,
} from '../../../test/support/proofs-door.ts';
import { DAY } from '../../kernel/public.ts';

let door: ProofsDoor;
before(async () => {
  door = await openProofsDoor();
});
after(() => door.close());

const MINORS = {
  ...TEST_POLICY,
  giver: { minimumAge: 16, younger: 'guardian_confirms' },
} as const;

const giftTo = (to: Person, octets = GB) => ({ kind: 'gift', toMsisdn: numberOf(to), octets });
const askGuardian = (kid: Person, to: Person, octets = GB, key?: string) =>
  door.ask(
    'POST',
    '/guardian-consents',
    kid,
    { for: giftTo(to, octets) },
    key === undefined ? {} : { key },
  );
const answer = (by: Person, how: 'accept' | 'refuse', consentId: string) =>
  door.ask('POST', `/guardian-consents/${consentId}/${how}`, by);
const listed = async (by: Person) =>
  (await door.ask('GET', '/guardian-consents', by)).body as {
    mine: Body[];
    forMe: (Body & { from: Body; to: Body[] })[];
  };

async function family() {
  const mum = await door.person({ name: 'Marie Roy' });
  const about = { isMinor: true, guardian: mum.line.accountId };
  const kid = await door.person({ gigabytes: 9, name: 'Lou Roy', standing: about });
  return { mum, kid, friend: await door.person({ name: 'Ana Diaz' }) };
}

test('a guardian says yes on a page of its own, and the gift is given once with its word', async () => {
  await door.world.policy(MINORS);
  const { mum, kid, friend } = await family();
  assert.equal(await door.next(kid, friend), 'guardian: ask_guardian');
  assert.equal(said(await door.give(kid, friend, {})), '422 guardian_must_confirm');
  const asked = await askGuardian(kid, friend, GB, 'ask');
  assert.equal(said(asked), '201 asked');
  assert.deepEqual(await askGuardian(kid, friend, GB, 'ask'), asked);
  const consentId = String((await askGuardian(kid, friend)).body['id']);
  assert.equal(consentId, asked.body['id'], 'asked for the same gift is asked once');
  assert.deepEqual(door.toldTo(mum), ['consent_asked L••• R.']);
  assert.equal(await door.next(kid, friend), 'guardian: wait_for_guardian');
  assert.equal(said(await door.give(kid, friend, { consentId })), '422 consent_not_given');

  const [seen] = (await listed(mum)).forMe;
  assert.ok(seen);
  assert.deepEqual(
    [seen.from['maskedName'], seen.to[0]?.['maskedName'], seen['octets'], seen['for']],
    ['L••• R.', 'A••• D.', GB, null],
  );
  assert.equal(said(await answer(mum, 'accept', consentId)), '200 accepted');
  assert.equal(said(await answer(mum, 'accept', consentId)), '200 accepted');
  assert.equal(said(await answer(mum, 'refuse', consentId)), '409 consent_over');
  assert.deepEqual(door.toldTo(kid), ['consent_given M••• R.']);
  assert.equal(await door.next(kid, friend), 'guardian: give_with_consent');
  assert.deepEqual((await listed(kid)).mine[0]?.['for'], giftTo(friend));

  const other = await door.person({});
  assert.equal(said(await door.give(kid, other, { consentId })), '422 consent_not_given');
  assert.equal(said(await door.give(kid, friend, { consentId }, 2 * GB)), '422 consent_not_given');
  const given = await door.give(kid, friend, { consentId }, GB, { key: 'gift' });
  assert.equal(said(given), '201 held');
  assert.match(proofsOf(given), /^guardian /);
  const again = await door.give(kid, friend, { consentId }, GB, { key: 'gift' });
  assert.equal(again.body['id'], given.body['id']);
  assert.equal(said(await door.give(kid, friend, { consentId })), '422 consent_not_given');
  assert.equal((await listed(mum)).forMe[0]?.['state'], 'used');
  await door.world.windowEnds();
});

test('only who may consent answers, in time, and a no stands', async () => {
  await door.world.policy(MINORS);
  const { mum, kid, friend } = await family();
  const first = String((await askGuardian(kid, friend)).body['id']);
  for (const stranger of [kid, friend])
    assert.equal(said(await answer(stranger, 'accept', first)), '404 consent_unknown');
  assert.equal(said(await answer(mum, 'refuse', first)), '200 refused');
  assert.deepEqual(door.toldTo(kid), ['consent_refused M••• R.']);
  assert.equal(said(await door.give(kid, friend, { consentId: first })), '422 consent_not_given');
  assert.equal(await door.next(kid, friend), 'guardian: ask_guardian');

  const second = String((await askGuardian(kid, friend)).body['id']);
  assert.notEqual(second, first);
  door.world.pass(DAY);
  assert.equal(said(await answer(mum, 'accept', second)), '409 consent_over');
  const third = String((await askGuardian(kid, friend)).body['id']);
  assert.equal(said(await answer(mum, 'accept', third)), '200 accepted');
  door.world.pass(DAY);
  assert.equal(said(await door.give(kid, friend, { consentId: third })), '409 consent_over');

  // A guardian who is no longer one has no say, also in what was asked before.
  const fourth = String((await askGuardian(kid, friend)).body['id']);
  await door.world.carrier.directory.setStanding(kid.line.accountId, { guardian: null });
  assert.equal(said(await answer(mum, 'accept', fourth)), '404 consent_unknown');
  assert.equal(await door.next(kid, friend), 'guardian: none');
  assert.equal(said(await askGuardian(kid, friend, 2 * GB)), '422 no_guardian');
});

test('a guardian is not worn down: few questions at once, few in a day', async () => {
  await door.world.policy(MINORS);
  const { mum, kid, friend } = await family();
  const step = 100_000_000;
  for (let number = 1; number <= 5; number += 1)
    assert.equal(said(await askGuardian(kid, friend, number * step)), '201 asked');
  assert.equal(said(await askGuardian(kid, friend, 6 * step)), '429 consents_full');
  for (const { id } of (await listed(mum)).forMe) await answer(mum, 'refuse', String(id));
  for (let number = 6; number <= 10; number += 1)
    assert.equal(said(await askGuardian(kid, friend, number * step)), '201 asked');
  for (const { id } of (await listed(mum)).forMe) await answer(mum, 'refuse', String(id));
  assert.equal(said(await askGuardian(kid, friend, 11 * step)), '429 consents_full');
  assert.equal(said(await askGuardian(mum, friend)), '422 balance_too_low');
});

test('the holder of the account answers for its minors; a wrong code uses up no consent', async () => {
  await door.world.policy({ ...MINORS, confirmation: { by: 'one_time_code' } });
  const dad = await door.person({ gigabytes: 9, name: 'Paul Roy' });
  const { holderId } = dad.line;
  const kid = await door.person({
    holderId,
    gigabytes: 9,
    standing: { isMinor: true, role: 'member' },
  });
  const aunt = await door.person({ holderId, standing: { role: 'member' } });
  const friend = await door.person({});
  const consentId = String((await askGuardian(kid, friend)).body['id']);
  assert.deepEqual(door.toldTo(aunt), []);
  assert.equal(said(await answer(aunt, 'accept', consentId)), '404 consent_unknown');
  assert.equal(said(await answer(dad, 'accept', consentId)), '200 accepted');
  await door.sendCode(kid, friend);
  assert.equal(said(await door.give(kid, friend, { consentId })), '422 confirmation_needed');
  const code = door.codeOf(kid);
  const wrong = code === '000000' ? '000001' : '000000';
  assert.equal(
    said(await door.give(kid, friend, { consentId, code: wrong })),
    '422 confirmation_code_wrong',
  );
  const given = await door.give(kid, friend, { consentId, code });
  assert.equal(said(given), '201 held');
  assert.match(proofsOf(given), /^one_time_code .*, guardian /);
  await door.world.windowEnds();
});

test('by link, by request, regularly and to several: each asks for the same and takes it', async () => {
  await door.world.policy({ ...TEST_POLICY, confirmation: { by: 'one_time_code' } });
  const standing = { familyId: 'tremblay' };
  const maya = await door.person({ gigabytes: 19, standing });
  const [leo, ana] = [await door.person({ standing }), await door.person({})];
  const codeFor = async (subject: object): Promise<object> => {
    const sent = await door.ask('POST', '/gift-codes', maya, { for: subject });
    assert.equal(sent.status, 202, JSON.stringify(sent.body));
    return { proofs: { code: door.codeOf(maya) } };
  };
  const refused = '422 confirmation_needed';

  const link = { octetsEach: GB, shares: 2 };
  assert.equal(said(await door.ask('POST', '/gift-links', maya, link)), refused);
  const forLink = await codeFor({ kind: 'link', ...link });
  const made = await door.ask('POST', '/gift-links', maya, { ...link, ...forLink });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { token } = made.body['address'] as { token: string };
  const claimed = await door.ask('POST', '/gift-link-claims', leo, { token });
  assert.equal(claimed.status, 201);
  const asGiven = await door.ask('GET', `/gifts/${String(claimed.body['id'])}`, maya);
  assert.match(proofsOf(asGiven), /^one_time_code /, 'what was shown with the link');

  const request = { octets: GB, toMsisdn: numberOf(maya), how: 'number' };
  const asked = await door.ask('POST', '/gift-requests', leo, request);
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const requestId = String((asked.body['request'] as Body)['id']);
  await door.world.jobs();
  const path = `/received-requests/${requestId}/give`;
  assert.equal(said(await door.ask('POST', path, maya, { octets: GB })), refused);
  const forRequest = await codeFor({ kind: 'request', requestId, octets: GB });
  assert.equal(said(await door.ask('POST', path, maya, { octets: GB, ...forRequest })), '201 held');

  const regular = {
    to: { msisdn: numberOf(leo) },
    rhythm: { kind: 'monthly', octets: GB, dayOfCycle: 23 },
  };
  assert.equal(said(await door.ask('POST', '/standing-gifts', maya, regular)), refused);
  const forRegular = await codeFor({ kind: 'standing', ...regular });
  const kept = await door.ask('POST', '/standing-gifts', maya, { ...regular, ...forRegular });
  assert.equal(said(kept), '201 asked');

  const people = [leo, ana].map((to) => ({ toMsisdn: numberOf(to), octets: GB }));
  const together = await door.ask('POST', '/gifts-together', maya, { people });
  assert.equal(said(together), '422 person_refused');
  const forAll = await codeFor({ kind: 'together', people });
  const both = await door.ask('POST', '/gifts-together', maya, { people, ...forAll });
  assert.equal(both.status, 201, JSON.stringify(both.body));
  const gifts = (both.body['outcomes'] as { gift: Body | null }[]).map(
    ({ gift }) => gift?.['state'],
  );
  assert.deepEqual(gifts, ['held', 'held']);
  await door.world.windowEnds();
});
