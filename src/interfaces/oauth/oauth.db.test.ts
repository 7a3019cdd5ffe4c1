// The token endpoint and the gate, asked as clients and as strangers ask.

import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, test } from 'node:test';
import { MINUTE, SECOND } from '../../kernel/public.ts';
import { openPartnerScene, type Answer } from '../../../test/support/partners.ts';
import { createTokenKeys, TOKEN_LIFE_SECONDS } from './public.ts';

const scene = await openPartnerScene();
after(() => scene.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (body: string, headers: { [name: string]: string } = {}): Promise<Answer> =>
  scene.ask('POST', '/oauth2/token', { headers: { ...FORM, ...headers }, body });
const basic = (clientId: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const said = ({ status, body }: Answer): string => `${status} ${(body as { error: string }).error}`;
const buckets = (token: string): Promise<Answer> =>
  scene.ask('GET', '/tmf-api/prepayBalanceManagement/v4/bucket', { token });
const write = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const GRANT = 'grant_type=client_credentials';

test('a token is given for credentials by Basic and in the body, with the rights asked for', async () => {
  const { clientId, secret } = await scene.client(['balance:read', 'events:manage']);
  const given = await form(`${GRANT}&scope=balance:read`, basic(clientId, secret));
  assert.equal(given.status, 200);
  assert.equal(given.headers['cache-control'], 'no-store');
  const { access_token: token, ...rest } = given.body as { access_token: string };
  assert.deepEqual(rest, {
    token_type: 'Bearer',
    expires_in: TOKEN_LIFE_SECONDS,
    scope: 'balance:read',
  });
  assert.equal((await buckets(token)).status, 200);
  const all = await form(`${GRANT}&client_id=${clientId}&client_secret=${secret}`);
  assert.equal((all.body as { scope: string }).scope, 'balance:read events:manage');
});

test('a token is proved by the published key alone', async () => {
  const { token } = await scene.client();
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { keys } = (await scene.ask('GET', '/oauth2/jwks')).body as { keys: { d?: string }[] };
  assert.ok(keys.length > 0 && keys.every(({ d }) => d === undefined), 'no private half is shown');
  const isProved = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    { key: createPublicKey({ key: keys[0] as never, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(isProved);
});

test('what is wrong with a request is said by the code of RFC 6749', async () => {
  const { clientId, secret } = await scene.client(['balance:read']);
  const mine = basic(clientId, secret);
  for (const [answer, expected] of [
    [await form(GRANT), '401 invalid_client'],
    [await form(GRANT, basic(clientId, 'wrong')), '401 invalid_client'],
    [await form(GRANT, basic('nobody', secret)), '401 invalid_client'],
    [await form(GRANT, basic('a\0b', secret)), '401 invalid_client'],
    [await form(GRANT, { authorization: 'Basic %%%' }), '401 invalid_client'],
    [await form('', mine), '400 invalid_request'],
    [await form('grant_type=password', mine), '400 unsupported_grant_type'],
    [await form(`${GRANT}&${GRANT}`, mine), '400 invalid_request'],
    [await form(`${GRANT}&client_secret=${secret}`, mine), '400 invalid_request'],
    [await form(`${GRANT}&client_id=other`, mine), '400 invalid_request'],
    [await form(`${GRANT}&scope=balance:write`, mine), '400 invalid_scope'],
    [await form(`${GRANT}&scope=everything`, mine), '400 invalid_scope'],
    [await scene.ask('POST', '/oauth2/token', { headers: mine, body: {} }), '400 invalid_request'],
    [await form('x'.repeat(5_000), mine), '400 invalid_request'],
  ] as const)
    assert.equal(said(answer), expected);
  const wrong = await form(GRANT, basic(clientId, 'wrong'));
  assert.match(String(wrong.headers['www-authenticate']), /^Basic/);
});

test('a token lapses, and one whose partner was removed is good for nothing at once', async () => {
  const { clientId, secret, token } = await scene.client();
  assert.equal((await buckets(token)).status, 200);
  scene.world.pass(TOKEN_LIFE_SECONDS * SECOND);
  assert.equal((await buckets(token)).status, 401);
  const next = (await scene.token(clientId, secret)).body as { access_token: string };
  assert.equal((await buckets(next.access_token)).status, 200);
  assert.equal(await scene.partners.remove(clientId), true);
  assert.equal((await buckets(next.access_token)).status, 401);
  assert.equal(said(await scene.token(clientId, secret)), '401 invalid_client');
  const again = { clientId, name: 'x', scopes: ['balance:read'], requestsAMinute: 1 } as const;
  const added = await scene.partners.add(again);
  assert.equal(added.ok ? 'added' : added.refusal.code, 'client_id_taken');
});

test('a key that was replaced proves its tokens until they lapse, and signs no more', async () => {
  const { clientId, secret, token } = await scene.client();
  const keys = createTokenKeys(scene.world.store, { now: () => scene.world.now() });
  const keyId = await keys.rotate(TOKEN_LIFE_SECONDS * SECOND);
  scene.world.pass(2 * MINUTE); // by then every process has read it
  assert.equal((await buckets(token)).status, 200);
  const next = ((await scene.token(clientId, secret)).body as { access_token: string })
    .access_token;
  const header = JSON.parse(
    Buffer.from(next.split('.')[0] ?? '', 'base64url').toString(),
  ) as object;
  assert.deepEqual(header, { alg: 'ES256', kid: keyId, typ: 'at+jwt' });
  assert.equal((await buckets(next)).status, 200);
});

test('a token that was tampered with, or says how it is to be checked, opens nothing', async () => {
  const { token } = await scene.client(['balance:read']);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  for (const forged of [
    `${head}.${write({ ...claims, scope: 'balance:write' })}.${signature}`,
    `${write({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${write({ alg: 'HS256', typ: 'at+jwt', kid: 'x' })}.${payload}.${signature}`,
    `${head}.${payload}.AAAA`,
    `${head}.${payload}`,
    'x'.repeat(10_000),
    '..',
  ])
    assert.equal((await buckets(forged)).status, 401, forged.slice(0, 60));
});

test('a client that asks too often waits, and others do not', async () => {
  const hasty = await scene.client(['balance:read'], 5);
  const other = await scene.client(['balance:read'], 5);
  for (let times = 0; times < 5; times += 1) assert.equal((await buckets(hasty.token)).status, 200);
  const waits = await buckets(hasty.token);
  assert.equal(waits.status, 429);
  assert.equal(waits.headers['retry-after'], '12');
  assert.equal((await buckets(other.token)).status, 200);
  scene.world.pass(12 * SECOND);
  assert.equal((await buckets(hasty.token)).status, 200);
  assert.equal((await buckets(hasty.token)).status, 429);
});

test('guessing secrets from one address ends after sixty tries a minute', async () => {
  const { clientId } = await scene.client();
  const tries = await Promise.all(
    Array.from({ length: 70 }, () => form(GRANT, basic(clientId, 'guess'))),
  );
  assert.ok(tries.some(({ status }) => status === 429));
  assert.ok(tries.every(({ status }) => status === 429 || status === 401));
});

test('the store keeps no secret', async () => {
  const { clientId, secret } = await scene.client().catch(() => ({ clientId: '', secret: 'x' }));
  const { rows } = await scene.world.pool.query<{ secret_hash: string }>(
    'select secret_hash from partner where client_id <> $1',
    [clientId],
  );
  for (const row of rows) assert.match(row.secret_hash, /^scrypt:16384:8:1:/);
  assert.ok(!JSON.stringify(rows).includes(secret) || secret === 'x');
});
