// What TMF654 refuses, in the form of the published file, and that nothing moves then.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BASE, gigabytes, many, openTmfClient, said, shapes } from './tmf654-client.ts';

const { scene, ask, freshToken, own, lineWith, has } = await openTmfClient();
after(() => scene.close());

test('a list that cannot be read is refused with the parameter', async () => {
  for (const query of ['limit=x', 'limit=0', 'offset=-1', 'sort=%27', '__proto__[x]=1', "a';--=1"])
    assert.equal(said(await ask('GET', `/bucket?${query}`)), '400 query_malformed', query);
  assert.equal(many(await ask('GET', '/bucket?logicalResource.id=%00')).length, 0);
  assert.equal(many(await ask('GET', '/bucket?nothing.like=this')).length, 0);
});

for (const [name, change, code] of [
  ['voice', { usageType: 'voice' }, 'usage_type_not_offered'],
  ['an unknown unit', { amount: { amount: 1, units: 'minutes' } }, 'units_unknown'],
  ['part of an octet', { amount: { amount: 0.5, units: 'B' } }, 'octets_not_whole'],
  ['less than nothing', { amount: { amount: -1, units: 'GB' } }, 'octets_negative'],
  ['more than there can be', { amount: { amount: 1e9, units: 'TB' } }, 'octets_too_large'],
  ['a text for a number', { amount: { amount: '1', units: 'GB' } }, 'request_malformed'],
  ['a bucket that nobody has', { bucket: { id: '1-1' } }, 'bucket_unknown'],
  ['a bucket that is none', { bucket: { id: 'mine' } }, 'bucket_unknown'],
  ['somebody else’s account', { partyAccount: { id: 'x' } }, 'line_differs'],
  ['a number that nobody has', { logicalResource: [{ id: '+1' }] }, 'line_unknown'],
  ['a voucher', { voucher: '123' }, 'not_offered'],
  [
    'an end before its start',
    { validFor: { endDateTime: '2001-01-01T00:00:00Z' } },
    'validity_malformed',
  ],
  ['a text that cannot be kept', { description: 'a\0b' }, 'request_malformed'],
  ['half a character', { reason: '\ud800' }, 'request_malformed'],
  ['no amount', { amount: undefined }, 'request_malformed'],
] as const)
  test(`a top-up with ${name} is refused, and nothing comes`, async () => {
    const line = await lineWith(1);
    const body = { ...(await own(line, gigabytes(1))), ...change };
    assert.equal(said(await ask('POST', '/topupBalance', { body })), `400 ${code}`);
    assert.equal(await has(line), 1);
  });

test('a top-up of nothing is a conflict that the ledger names', async () => {
  const line = await lineWith(1);
  const body = await own(line, gigabytes(0));
  assert.equal(said(await ask('POST', '/topupBalance', { body })), '409 nothing_to_move');
});

test('a client without the right, without a token, or with another’s is kept out', async () => {
  const reader = await scene.client(['balance:read']);
  const get = (how: object) => scene.ask('GET', `${BASE}/bucket`, how);
  const post = (how: object) => scene.ask('POST', `${BASE}/topupBalance`, { body: {}, ...how });
  assert.equal((await get({ token: reader.token })).status, 200);
  for (const [answer, expected] of [
    [await post({ token: reader.token }), '403 scope_missing'],
    [await get({}), '401 token_missing'],
    [await get({ token: `${reader.token.slice(0, -4)}AAAA` }), '401 token_invalid'],
  ] as const) {
    assert.equal(said(answer), expected);
    shapes?.checkDefinition('Error', answer.body);
  }
});

test('a listener needs a right of its own, however its address is written', async () => {
  const writer = await scene.client(['balance:read', 'balance:write']);
  const how = { token: writer.token, body: { callback: 'https://bss.example/' } };
  for (const path of ['/hub', '/%68ub', '/hub?x=/v4/bucket'])
    assert.equal(said(await scene.ask('POST', `${BASE}${path}`, how)), '403 scope_missing', path);
});

test('what a resource does not do is said so', async () => {
  const answer = await scene.ask('PUT', `${BASE}/bucket`, { token: await freshToken(), body: {} });
  assert.equal(said(answer), '405 method_not_allowed');
  assert.equal(
    said(await scene.ask('GET', `${BASE}/nothing`, { token: await freshToken() })),
    '404 resource_unknown',
  );
});
