// Access tokens as an NRF signs them, with real keys.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet } from 'jose';
import { HOUR, SECOND } from '../../kernel/public.ts';
import { accessTokenGuard, type AccessTokenSettings } from './access-token.ts';
import { OPERATIONS } from './http2/route.ts';

const CHARGING = 'nchf-convergedcharging';
const NOW = Date.parse('2026-11-22T12:00:00Z');
let now = NOW;
let nrf: CryptoKey;
let stranger: CryptoKey;
let keys: JSONWebKeySet;
before(async () => {
  const pair = await generateKeyPair('ES256');
  nrf = pair.privateKey;
  stranger = (await generateKeyPair('ES256')).privateKey;
  keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'nrf-1', alg: 'ES256' }] };
});

type Claims = { readonly [claim: string]: unknown };
const token = (claims: Claims = {}, key: CryptoKey = nrf): Promise<string> =>
  new SignJWT({
    iss: 'nrf-instance',
    sub: 'smf-instance',
    aud: 'CHF',
    scope: CHARGING,
    exp: (NOW + HOUR) / SECOND,
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'nrf-1' })
    .sign(key);

const guardOf = (more: Partial<AccessTokenSettings> = {}) => {
  now = NOW;
  return accessTokenGuard({ keys, audiences: ['CHF', 'chf-1'], ...more }, { now: () => now });
};
const statusOf = async (
  guard: ReturnType<typeof guardOf>,
  authorization: string | undefined,
  operation: (typeof OPERATIONS)[number] = 'create',
): Promise<number> => (await guard(operation, authorization))?.status ?? 200;

test('a token of the NRF opens the service that it names, and no other', async () => {
  const guard = guardOf();
  const charging = `Bearer ${await token()}`;
  for (const operation of ['create', 'update', 'release'] as const)
    assert.equal(await statusOf(guard, charging, operation), 200);
  for (const operation of ['subscribe', 'modify', 'unsubscribe'] as const)
    assert.equal(await statusOf(guard, charging, operation), 403);
  const both = `bearer ${await token({ scope: `${CHARGING} nchf-spendinglimitcontrol` })}`;
  for (const operation of OPERATIONS) assert.equal(await statusOf(guard, both, operation), 200);
});

test('a request without a token is told what it needs, and no error', async () => {
  const answer = await guardOf()('create', undefined);
  assert.equal(answer?.status, 401);
  assert.equal(answer?.authenticate, 'Bearer realm="nchf"');
});

test('another service is refused by name', async () => {
  const answer = await guardOf()('subscribe', `Bearer ${await token()}`);
  assert.equal(
    answer?.authenticate,
    'Bearer realm="nchf", error="insufficient_scope", scope="nchf-spendinglimitcontrol"',
  );
});

const WRONG: readonly (readonly [name: string, claims: Claims])[] = [
  ['for another type of network function', { aud: 'UDM' }],
  ['for another instance', { aud: ['chf-2'] }],
  ['that has expired', { exp: (NOW - SECOND) / SECOND }],
  ['that is not valid yet', { nbf: (NOW + HOUR) / SECOND }],
  ['without an end', { exp: undefined }],
  ['without a scope', { scope: undefined }],
  ['without a subject', { sub: undefined }],
];
for (const [name, claims] of WRONG)
  test(`a token ${name} is refused`, async () => {
    assert.equal(await statusOf(guardOf(), `Bearer ${await token(claims)}`), 401);
  });

test('a token that somebody else signed, or nobody, is refused', async () => {
  const guard = guardOf();
  assert.equal(await statusOf(guard, `Bearer ${await token({}, stranger)}`), 401);
  const [, claims] = (await token()).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  assert.equal(await statusOf(guard, `Bearer ${none}.${claims}.`), 401);
  for (const odd of ['', 'Bearer', 'Bearer a b', 'Basic dTpw', `Bearer ${'a'.repeat(9_000)}`])
    assert.equal(await statusOf(guard, odd), 401);
});

test('one that our own instance is named in is taken, and the issuer is heeded where it is set', async () => {
  assert.equal(
    await statusOf(guardOf(), `Bearer ${await token({ aud: ['chf-9', 'chf-1'] })}`),
    200,
  );
  const guard = guardOf({ issuer: 'nrf-instance' });
  assert.equal(await statusOf(guard, `Bearer ${await token()}`), 200);
  assert.equal(await statusOf(guard, `Bearer ${await token({ iss: 'another' })}`), 401);
});

test('a token that is known is answered at once, until it ends', async () => {
  const guard = guardOf();
  const authorization = `Bearer ${await token()}`;
  assert.ok(guard('create', authorization) instanceof Promise);
  assert.equal(await statusOf(guard, authorization), 200);
  assert.equal(guard('update', authorization), undefined);
  now = NOW + HOUR;
  assert.equal(await statusOf(guard, authorization), 401);
});
