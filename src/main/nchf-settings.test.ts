// The settings file of the Nchf door, and a door that it sets up, over TLS with certificates of openssl.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { openNchfScene, pduSession, unit } from '../../test/support/nchf.ts';
import { createNchfClient } from '../interfaces/nchf/public.ts';
import { Fault } from '../kernel/public.ts';
import { readNchfSettings } from './nchf-settings.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'largesse-nchf-settings-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('an empty file sets nothing', async () => {
  assert.deepEqual(await readNchfSettings(await fileOf('nchf.json', {})), {});
});

test('certificates and keys are read from beside the file, and a token is for a CHF', async () => {
  for (const name of ['key.pem', 'chf.pem', 'core.pem']) await fileOf(name, `the ${name}`);
  const { publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [await exportJWK(publicKey)] };
  await fileOf('nrf.json', keys);
  const path = await fileOf('nchf.json', {
    tls: { key: 'key.pem', certificate: 'chf.pem', certificateAuthority: 'core.pem' },
    accessTokens: { keys: 'nrf.json' },
  });
  assert.deepEqual(await readNchfSettings(path), {
    tls: { key: 'the key.pem', cert: 'the chf.pem', clientCa: 'the core.pem' },
    accessTokens: { keys, audiences: ['CHF'] },
  });
});

const WRONG: readonly (readonly [name: string, settings: unknown, says: RegExp])[] = [
  ['no JSON', '{', /not JSON/],
  ['a word that is none', { token: {} }, /nchf\.json/],
  ['TLS without a key', { tls: { certificate: 'chf.pem' } }, /tls/],
  ['a key file that is not there', { accessTokens: { keys: 'gone.json' } }, /gone\.json/],
  ['no audience', { accessTokens: { keys: 'nrf.json', audiences: [] } }, /audiences/],
];
for (const [name, settings, says] of WRONG)
  test(`${name} is refused, and the fault names it`, async () => {
    await assert.rejects(readNchfSettings(await fileOf('nchf.json', settings)), (error) => {
      assert.ok(error instanceof Fault);
      assert.match(error.message, says);
      return true;
    });
  });

test('a private key is no key to check tokens with', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  await fileOf('private.json', { keys: [await exportJWK(privateKey)] });
  const path = await fileOf('nchf.json', { accessTokens: { keys: 'private.json' } });
  await assert.rejects(readNchfSettings(path), /private\.json/);
});

test(
  'a door that a file sets up speaks TLS, and serves who brings a token of the NRF',
  { skip: hasOpenssl ? false : 'openssl is not installed', timeout: 60_000 },
  async (context) => {
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const pair = ['-keyout', 'door.key', '-out', 'door.pem', '-days', '1'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...pair, ...name], {
      cwd: folder,
      stdio: 'ignore',
    });
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    await fileOf('nrf.json', { keys: [await exportJWK(publicKey)] });
    const path = await fileOf('nchf.json', {
      tls: { key: 'door.key', certificate: 'door.pem' },
      accessTokens: { keys: 'nrf.json' },
    });
    const settings = await readNchfSettings(path);
    const scene = await openNchfScene(settings);
    context.after(() => scene.close());
    const signed = await new SignJWT({ scope: 'nchf-convergedcharging' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('nrf')
      .setSubject('smf')
      .setAudience('CHF')
      .setExpirationTime('1h')
      .sign(privateKey);
    assert.ok(settings.tls !== undefined);
    const root = scene.root.replace('http:', 'https:');
    const about = { tls: { ca: settings.tls.cert } };
    const bare = createNchfClient(root, about);
    const bringing = createNchfClient(root, { ...about, accessToken: signed });
    context.after(() => Promise.all([bare.close(), bringing.close()]));
    const line = await scene.carrier.line({ gigabytes: 1 });
    const request = () => ({
      ...pduSession(line),
      multipleUnitUsage: [unit(1, { ask: 1_000_000 })],
    });
    const refused = await bare.create(request());
    assert.equal(refused.status, 401);
    assert.equal(refused.headers['www-authenticate'], 'Bearer realm="nchf"');
    const created = await bringing.create(request());
    assert.equal(created.status, 201);
    assert.match(String(created.headers['location']), /^https:/);
    const subscribed = await bringing.subscribe({
      supi: `imsi-${line.imsi}`,
      notifUri: 'http://127.0.0.1:9/policy',
    });
    assert.equal(subscribed.status, 403);
  },
);
