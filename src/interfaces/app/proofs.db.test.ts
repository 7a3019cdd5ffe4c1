// What a policy asks of a person before a gift, as pages ask for it and show it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import {
  numberOf,
  openProofsDoor,
  proofsOf,
  said,
  type Body,
  type How,
  type ProofsDoor,
} from '../../../test/support/proofs-door.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/public.ts';

let door: ProofsDoor;
before(async () => {
  door = await openProofsDoor();
});
after(() => door.close());

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

test('a code is asked for, confirms this gift once, and stands on its receipt without the code', async () => {
  await door.world.policy({ ...TEST_POLICY, confirmation: { by: 'one_time_code' } });
  const [maya, leo, other] = [
    await door.person({ gigabytes: 20 }),
    await door.person({}),
    await door.person({}),
  ];
  assert.equal(await door.next(maya, leo), 'one_time_code: ask_for_code');
  assert.equal(said(await door.give(maya, leo, {})), '422 confirmation_needed');
  assert.equal(said(await door.give(maya, leo, { code: '123456' })), '422 confirmation_code_wrong');

  const sent = await door.sendCode(maya, leo, GB, { key: 'once' });
  assert.equal(sent.status, 202);
  const code = door.codeOf(maya);
  const toldBefore = door.toldTo(maya).length;
  assert.deepEqual(await door.sendCode(maya, leo, GB, { key: 'once' }), sent);
  assert.equal(door.toldTo(maya).length, toldBefore, 'the same key sends one');
  assert.equal(await door.next(maya, leo), 'one_time_code: enter_code');

  // Somebody else's, another's gift, another amount: it confirms none of them.
  assert.equal(said(await door.give(other, leo, { code })), '422 balance_too_low');
  assert.equal(said(await door.give(maya, other, { code })), '422 confirmation_code_wrong');
  assert.equal(said(await door.give(maya, leo, { code }, 2 * GB)), '422 confirmation_code_wrong');

  const proofs = { code: `${code.slice(0, 3)} ${code.slice(3)}` };
  const given = await door.give(maya, leo, proofs, GB, { key: 'gift' });
  assert.equal(said(given), '201 held');
  assert.match(proofsOf(given), /^one_time_code \d\d:\d\d$/);
  assert.equal(JSON.stringify(given.body).includes(code), false);
  const again = await door.give(maya, leo, proofs, GB, { key: 'gift' });
  assert.equal(again.body['id'], given.body['id']);
  assert.equal(said(await door.give(maya, leo, proofs)), '422 confirmation_code_wrong');
  await door.world.windowEnds();
  const seen = await door.ask('GET', `/gifts/${String(given.body['id'])}`, leo);
  assert.deepEqual(seen.body['proofs'], [], 'what a giver showed is not the receiver’s to know');
});

test('a code that is too old, tried too often or asked for too often is refused', async () => {
  await door.world.policy({
    ...TEST_POLICY,
    confirmation: { by: 'one_time_code', fromOctets: 2 * GB },
  });
  const [maya, leo] = [await door.person({ gigabytes: 20, language: 'zh' }), await door.person({})];
  assert.equal(said(await door.sendCode(maya, leo)), '409 not_needed');
  assert.equal(said(await door.sendCode(maya, leo, 30 * GB)), '422 above_maximum');
  await door.sendCode(maya, leo, 2 * GB);
  const old = door.codeOf(maya);
  door.world.pass(5 * MINUTE);
  const late = await door.give(maya, leo, { code: old }, 2 * GB);
  assert.equal(said(late), '422 confirmation_code_wrong');
  assert.match(String(late.body['detail']), /验证码/);

  await door.sendCode(maya, leo, 2 * GB);
  const code = door.codeOf(maya);
  const wrong = { code: wrongOf(code) };
  for (let attempt = 1; attempt <= 5; attempt += 1)
    assert.equal(said(await door.give(maya, leo, wrong, 2 * GB)), '422 confirmation_code_wrong');
  assert.equal(said(await door.give(maya, leo, { code }, 2 * GB)), '429 too_many_attempts');
  for (let sent = 3; sent <= 6; sent += 1)
    assert.equal((await door.sendCode(maya, leo, 2 * GB)).status, 202);
  assert.equal(said(await door.sendCode(maya, leo, 2 * GB)), '429 too_many_attempts');
  assert.equal(said(await door.give(maya, leo, { code: door.codeOf(maya) }, 2 * GB)), '201 held');
  door.world.pass(HOUR);
  assert.equal((await door.sendCode(maya, leo, 2 * GB)).status, 202);
  await door.world.windowEnds();
});

test('twenty who bring one code at once give one gift', async () => {
  await door.world.policy({ ...TEST_POLICY, confirmation: { by: 'one_time_code' } });
  const [maya, leo] = [await door.person({ gigabytes: 20 }), await door.person({})];
  await door.sendCode(maya, leo);
  const code = door.codeOf(maya);
  const all = await Promise.all(Array.from({ length: 20 }, () => door.give(maya, leo, { code })));
  assert.equal(all.filter(({ status }) => status === 201).length, 1);
  await door.world.windowEnds();
  assert.equal(await door.world.gigabytes(leo.line), 1);
});

test('a PIN is set by a code, gives, is changed by itself, locked when guessed, and unlocked', async () => {
  await door.world.policy({ ...TEST_POLICY, confirmation: { by: 'pin' } });
  const maya = await door.person({ gigabytes: 20, language: 'fr' });
  const leo = await door.person({});
  const pin = (body: object, how: How = {}) => door.ask('PUT', '/gifting-pin', maya, body, how);
  const sendPinCode = () => door.ask('POST', '/gifting-pin/codes', maya);
  const unlock = (code: string) => door.ask('POST', '/gifting-pin/unlocking', maya, { code });

  assert.equal(await door.next(maya, leo), 'pin: set_pin');
  assert.equal(said(await door.give(maya, leo, { pin: '4711' })), '422 gifting_pin_not_set');
  assert.equal(said(await pin({ pin: '4711', by: {} })), '403 gifting_pin_not_yours');
  assert.equal(said(await pin({ pin: '1234', by: {} })), '422 pin_too_simple');
  assert.equal((await sendPinCode()).status, 202);
  const by = { code: door.codeOf(maya) };
  const set = await pin({ pin: '4711', by }, { key: 'set' });
  assert.equal(set.status, 200);
  assert.deepEqual(await pin({ pin: '4711', by }, { key: 'set' }), set);
  assert.equal(said(await pin({ pin: '4712', by }, { key: 'set' })), '409 key_reused');
  assert.equal(said(await pin({ pin: '4712', by })), '422 confirmation_code_wrong');

  assert.equal(await door.next(maya, leo), 'pin: enter_pin');
  const given = await door.give(maya, leo, { pin: '4711' });
  assert.equal(said(given), '201 held');
  assert.match(proofsOf(given), /^pin /);
  // Eight digits: four would stand in some instant of the row now and then.
  const second = '84629173';
  assert.equal((await pin({ pin: second, by: { pin: '4711' } })).status, 200);
  const { rows } = await door.world.pool.query<{ text: string }>(
    'select row_to_json(gifting_pin)::text as text from gifting_pin',
  );
  assert.ok(rows.length > 0);
  for (const { text } of rows) assert.ok(!text.includes(second), 'only its hash');

  const wrong = await door.give(maya, leo, { pin: '4711' });
  assert.equal(said(wrong), '422 gifting_pin_wrong');
  assert.match(String(wrong.body['detail']), /reste 4 essais/);
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, index) => door.give(maya, leo, { pin: `90${10 + index}` })),
  );
  assert.equal(all.filter(({ body }) => body['code'] === 'gifting_pin_wrong').length, 3);
  assert.equal(said(await door.give(maya, leo, { pin: second })), '409 gifting_pin_locked');
  assert.equal(said(await pin({ pin: '7315', by: { pin: second } })), '409 gifting_pin_locked');
  assert.equal(await door.next(maya, leo), 'pin: unlock_pin');
  await sendPinCode();
  assert.equal(said(await unlock(wrongOf(door.codeOf(maya)))), '422 confirmation_code_wrong');
  assert.equal((await unlock(door.codeOf(maya))).body['isLocked'], false);
  assert.equal(said(await door.give(maya, leo, { pin: second })), '201 held');

  const removed = await door.ask('POST', '/gifting-pin/removal', maya, { pin: second });
  assert.equal(removed.body['setAt'], null);
  assert.equal(await door.next(maya, leo), 'pin: set_pin');
  await door.world.policy(TEST_POLICY);
  assert.equal(said(await pin({ pin: '4711', by: {} })), '422 gifting_pin_not_used');
  await door.world.windowEnds();
});

test('a receiver’s name is typed as people type, and is not to be guessed', async () => {
  await door.world.policy({ ...TEST_POLICY, receiverNameMustMatch: true });
  const maya = await door.person({ gigabytes: 20 });
  const zoe = await door.person({ name: 'Zoé de la Fontaine-Roy' });
  assert.equal(await door.next(maya, zoe), 'receiver_name: type_name');
  assert.equal(said(await door.give(maya, zoe, {})), '422 receiver_name_differs');
  const given = await door.give(maya, zoe, { receiverName: ' zoe  DELA fontaine roy' });
  assert.equal(said(given), '201 held');
  assert.match(proofsOf(given), /^receiver_name /);
  for (let attempt = 1; attempt <= 5; attempt += 1)
    assert.equal(
      said(await door.give(maya, zoe, { receiverName: `Zoé ${attempt}` })),
      '422 receiver_name_differs',
    );
  const right = await door.give(maya, zoe, { receiverName: 'Zoé de la Fontaine-Roy' });
  const wrong = await door.give(maya, zoe, { receiverName: 'Zoé' });
  assert.equal(said(right), '429 receiver_name_tries_reached');
  assert.deepEqual(right, wrong, 'right or wrong, the answer is the same');
  assert.equal(await door.next(maya, zoe), 'receiver_name: wait');
  // A preview of another kind tells no more of it.
  const standing = await door.ask('POST', '/standing-gift-previews', maya, {
    to: { msisdn: numberOf(zoe) },
    rhythm: { kind: 'monthly', octets: GB, dayOfCycle: 3 },
    receiverName: 'Zoé de la Fontaine-Roy',
  });
  assert.deepEqual((standing.body['now'] as Body)['needs'], ['receiver_name']);
  door.world.pass(DAY);
  assert.equal(await door.next(maya, zoe), 'receiver_name: type_name');
  await door.world.windowEnds();
});
