import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Fault } from '../kernel/public.ts';
import { readGySettings } from './gy-settings.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'largesse-gy-settings-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function fileOf(settings: unknown): Promise<string> {
  const path = join(folder, 'gy.json');
  await writeFile(path, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return path;
}

test('an empty file sets nothing', async () => {
  assert.deepEqual(await readGySettings(await fileOf({})), {});
});

test('peers, answers and limits are taken as they stand, and certificates are read', async () => {
  for (const name of ['key.pem', 'certificate.pem', 'peers.pem'])
    await writeFile(join(folder, name), `the ${name}`);
  const others = {
    originHost: 'ocs.example',
    originStateId: 'per_start',
    peers: {
      allowed: [{ originHost: '*.example', addresses: ['192.0.2.0/24'], mustUseTls: true }],
      refused: ['old.example'],
      duplicates: 'reject',
    },
    answers: { failureHandling: 'continue', sessionFailover: true, triggerTypes: [30, 31] },
    limits: { maximumConnections: 10, watchdogSeconds: 6 },
  };
  const tls = { port: 5658, clientCertificates: 'required' };
  const files = {
    key: 'key.pem',
    certificate: 'certificate.pem',
    certificateAuthority: 'peers.pem',
  };
  const read = await readGySettings(await fileOf({ ...others, tls: { ...tls, ...files } }));
  assert.deepEqual(read, {
    ...others,
    tls: {
      ...tls,
      key: 'the key.pem',
      certificate: 'the certificate.pem',
      certificateAuthority: 'the peers.pem',
    },
  });
});

const WRONG: readonly (readonly [name: string, settings: unknown, says: RegExp])[] = [
  ['no JSON', '{', /not JSON/],
  ['a list', [], /the file/],
  ['a word that is none', { origin_host: 'x' }, /gy\.json/],
  ['a peer without a name', { peers: { allowed: [{}] } }, /peers\/allowed\/0/],
  ['a network that is none', { peers: { allowed: [peerFrom('10.0.0.0/33')] } }, /10.0.0.0.33/],
  ['an address that is none', { hostIpAddresses: ['ocs'] }, /ocs is no address/],
  ['a limit that is none', { limits: { maximumFun: 1 } }, /limits/],
  ['a limit of zero', { limits: { maximumConnections: 0 } }, /limits\/maximumConnections/],
  ['a name with a blank', { originHost: 'a b' }, /originHost/],
  ['handling that is none', { answers: { failureHandling: 'hope' } }, /failureHandling/],
];

function peerFrom(address: string): object {
  return { originHost: 'smf.example', addresses: [address] };
}

for (const [name, settings, says] of WRONG)
  test(`${name} is refused, and named`, async () => {
    const path = await fileOf(settings);
    await assert.rejects(readGySettings(path), (thrown) => {
      assert.ok(thrown instanceof Fault);
      assert.equal(thrown.code, 'gy_settings_wrong');
      assert.match(thrown.message, says);
      return true;
    });
  });

test('a file that is not there is named', async () => {
  await assert.rejects(readGySettings(join(folder, 'none.json')), {
    code: 'gy_settings_unreadable',
  });
});
