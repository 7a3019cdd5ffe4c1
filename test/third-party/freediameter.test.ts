// freeDiameter, the Diameter stack of Open5GS, as a relay between a network element and the Gy door: requests
// of the network go through it, and what we ask of our own accord finds its way back.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { codeIn, openTestDoor } from '../../src/interfaces/gy/test-support/open-door.ts';
import {
  creditControlRequest,
  FINAL,
  ratingGroup,
  requested,
  service,
  totalOctets,
  UPDATE,
  used,
} from '../../src/interfaces/gy/test-support/requests.ts';
import { run, serve, skipWithout, temporaryFolder } from './programs.ts';

const EXTENSIONS = '/usr/lib/freeDiameter';
const SESSION = 'smf.epc.test;5;5';
const CONNECT_MILLISECONDS = 30_000;

const skip =
  skipWithout('freeDiameterd', 'openssl') ||
  (!existsSync(`${EXTENSIONS}/acl_wl.fdx`) && `no extensions of freeDiameter in ${EXTENSIONS}`);

test(
  'a session is charged and re-authorised through a freeDiameter relay',
  { skip, timeout: 90_000 },
  async (context) => {
    const { door, charging, greet } = await openTestDoor(context);
    const folder = await temporaryFolder(context);
    const port = await freePort();
    await writeFile(join(folder, 'acl.conf'), 'ALLOW_OLD_TLS ALLOW_IPSEC *.epc.test\n');
    await writeFile(join(folder, 'relay.conf'), configuration(folder, port, door.port));
    const made = await run('openssl', certificateIn(folder));
    assert.equal(made.code, 0, made.out);
    const relay = serve(context, 'freeDiameterd', ['-c', join(folder, 'relay.conf')]);
    for (let waited = 0; !isConnected(door.peers()); waited += 100) {
      assert.ok(waited < CONNECT_MILLISECONDS, `the relay has not come:\n${relay.said()}`);
      await sleep(100);
    }

    const client = await greet({ port });
    const ask = async (
      parts: Parameters<typeof creditControlRequest>[0],
    ): Promise<number | undefined> =>
      codeIn(await client.request(creditControlRequest({ sessionId: SESSION, ...parts })));
    assert.equal(await ask({ and: [service(ratingGroup(1), requested())] }), 2001);
    const { contact } = charging.requests.at(-1) ?? {};
    const asked = door.sessions.reauthorize({ sessionId: SESSION, contact: contact ?? '' });
    assert.equal(await asked, 'told');
    const usage = service(ratingGroup(1), used(totalOctets(777)), requested());
    assert.equal(await ask({ type: UPDATE, number: 1, and: [usage] }), 2001);
    assert.equal(await ask({ type: FINAL, number: 2, and: [usage] }), 2001);
    assert.equal(await ask({ sessionId: 'nobody;1;1', type: UPDATE, number: 1 }), 5002);

    assert.deepEqual(
      charging.requests.map(({ sessionId, step }) => [sessionId, step]),
      [
        [SESSION, 'initial'],
        [SESSION, 'update'],
        [SESSION, 'final'],
        ['nobody;1;1', 'update'],
      ],
    );
    assert.deepEqual(
      door.peers().map(({ originHost }) => originHost),
      ['relay.epc.test'],
    );
    await client.close();
  },
);

const isConnected = (peers: readonly { readonly state: string }[]): boolean =>
  peers.some(({ state }) => state === 'open');

/** It wants a certificate even where it speaks in the clear. */
const certificateIn = (folder: string): string[] =>
  'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=relay.epc.test'
    .split(' ')
    .concat('-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem'));

const configuration = (folder: string, port: number, doorPort: number): string => `
Identity = "relay.epc.test";
Realm = "epc.test";
Port = ${port};
SecPort = 0;
No_SCTP;
No_IPv6;
ListenOn = "127.0.0.1";
TLS_Cred = "${folder}/certificate.pem", "${folder}/key.pem";
TLS_CA = "${folder}/certificate.pem";
LoadExtension = "${EXTENSIONS}/acl_wl.fdx" : "${folder}/acl.conf";
LoadExtension = "${EXTENSIONS}/dict_nasreq.fdx";
LoadExtension = "${EXTENSIONS}/dict_dcca.fdx";
ConnectPeer = "ocs.epc.test" { ConnectTo = "127.0.0.1"; Port = ${doorPort}; No_TLS; };
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
