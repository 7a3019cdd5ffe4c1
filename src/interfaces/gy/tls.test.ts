// The port with TLS, with certificates that openssl makes for the test.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { GyClient, type GyClientOptions } from './client.ts';
import type { GyTls } from './settings.ts';
import { codeIn, openTestDoor, SMF_IDENTITY, until } from './test-support/open-door.ts';
import { creditControlRequest, requested, service } from './test-support/requests.ts';

type Pair = { readonly key: Buffer; readonly cert: Buffer };

const skip = hasOpenssl() ? false : 'openssl is not installed, which makes the certificates';
const LIMIT = { timeout: 20_000, skip };

let folder = '';
let authority: Buffer = Buffer.alloc(0);
let ocs: Pair;
let smf: Pair;
let stranger: Pair;

before(async () => {
  if (skip !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'largesse-gy-tls-'));
  authority = (await selfSigned('authority')).cert;
  ocs = await signed('ocs.epc.test');
  smf = await signed('smf.epc.test');
  stranger = await selfSigned('stranger.epc.test');
});
after(() => (folder === '' ? undefined : rm(folder, { recursive: true, force: true })));

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const openssl = (...words: string[]): void => {
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
};
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function pairOf(name: string): Promise<Pair> {
  return {
    key: await readFile(join(folder, `${name}.key`)),
    cert: await readFile(join(folder, `${name}.pem`)),
  };
}

async function selfSigned(name: string): Promise<Pair> {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.pem`, ...subject);
  return pairOf(name);
}

async function signed(name: string): Promise<Pair> {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  openssl('req', '-new', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject);
  const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
  const files = ['-in', `${name}.csr`, '-out', `${name}.pem`];
  openssl('x509', '-req', ...files, ...by, '-copy_extensions', 'copy', '-days', '2');
  return pairOf(name);
}

const settings = (clientCertificates: GyTls['clientCertificates']): GyTls => ({
  port: 0,
  key: ocs.key,
  certificate: ocs.cert,
  certificateAuthority: authority,
  clientCertificates,
});

async function call(
  context: TestContext,
  port: number,
  pair?: Pair,
  more: Partial<GyClientOptions> = {},
): Promise<GyClient> {
  const client = await GyClient.connect({
    host: '127.0.0.1',
    port,
    identity: SMF_IDENTITY,
    timeoutSeconds: 5,
    tls: { ca: authority, servername: 'ocs.epc.test', ...pair },
    ...more,
  });
  context.after(() => client.socket.destroy());
  return client;
}

test('a session runs over TLS, and is reached there', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('required') });
  const client = await call(context, door.tlsPort, smf);
  assert.equal(codeIn(await client.exchangeCapabilities()), 2001);
  const and = [service(requested())];
  assert.equal(codeIn(await client.request(creditControlRequest({ and }))), 2001);
  assert.equal(door.peers()[0]?.isSecure, true);
  const session = { sessionId: 'smf.epc.test;1;1', contact: 'gy smf.epc.test epc.test' };
  assert.equal(await door.sessions.reauthorize(session), 'told');
  await client.close();
});

test('three hundred requests at once are all answered over TLS', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('none') });
  const client = await call(context, door.tlsPort);
  await client.exchangeCapabilities();
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      client.request(creditControlRequest({ sessionId: `s;${index}` })),
    ),
  );
  assert.ok(answers.every((answer) => codeIn(answer) === 2001));
});

test(
  'where a certificate is required, a peer without one does not get in',
  LIMIT,
  async (context) => {
    const { door, logged } = await openTestDoor(context, { tls: settings('required') });
    const client = await call(context, door.tlsPort);
    await assert.rejects(client.exchangeCapabilities());
    await until(() => logged.has('gy handshake failed'));
    assert.equal(door.peers().length, 0);
  },
);

for (const clientCertificates of ['required', 'optional'] as const)
  test(
    `a certificate of nobody we know is turned away (${clientCertificates})`,
    LIMIT,
    async (context) => {
      const { door } = await openTestDoor(context, { tls: settings(clientCertificates) });
      const client = await call(context, door.tlsPort, stranger);
      await assert.rejects(client.exchangeCapabilities());
    },
  );

test('where it is optional, a peer without one is let in', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('optional') });
  const client = await call(context, door.tlsPort);
  assert.equal(codeIn(await client.exchangeCapabilities()), 2001);
});

test('a certificate is for its Origin-Host and for no other', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('optional') });
  const identity = { ...SMF_IDENTITY, originHost: 'another.epc.test' };
  const client = await call(context, door.tlsPort, smf, { identity });
  assert.equal(codeIn(await client.exchangeCapabilities()), 3010);
  await client.closed;
});

test('who must use TLS gets in with it', LIMIT, async (context) => {
  const { door, connect } = await openTestDoor(context, {
    tls: settings('required'),
    peering: { allowed: [{ originHost: 'smf.epc.test', mustUseTls: true }] },
  });
  assert.equal(codeIn(await (await connect()).exchangeCapabilities()), 3010);
  const client = await call(context, door.tlsPort, smf);
  assert.equal(codeIn(await client.exchangeCapabilities()), 2001);
});

test('the port without TLS may stay shut', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('required'), port: null });
  assert.equal(door.port, 0);
  const client = await call(context, door.tlsPort, smf);
  assert.equal(codeIn(await client.exchangeCapabilities()), 2001);
});

test('a new certificate is shown to the connections to come', LIMIT, async (context) => {
  const { door } = await openTestDoor(context, { tls: settings('none') });
  const earlier = await call(context, door.tlsPort);
  await earlier.exchangeCapabilities();
  door.renewCertificate({ ...settings('none'), key: stranger.key, certificate: stranger.cert });
  await assert.rejects(call(context, door.tlsPort), 'it is not one that this client trusts');
  assert.equal(codeIn(await earlier.request(creditControlRequest())), 2001);
});

test('octets that are no TLS end at the handshake', LIMIT, async (context) => {
  const { door, logged } = await openTestDoor(context, { tls: settings('none') });
  const plain = await GyClient.connect({
    host: '127.0.0.1',
    port: door.tlsPort,
    identity: SMF_IDENTITY,
  });
  await assert.rejects(plain.exchangeCapabilities());
  assert.ok(logged.has('gy handshake failed'));
});
