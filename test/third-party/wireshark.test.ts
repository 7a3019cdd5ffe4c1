// Wireshark reads what our doors say: every message whole, every AVP known to it and well formed.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Charging, ServiceAnswer } from '../../src/charging/public.ts';
import { openTestDoor } from '../../src/interfaces/gy/test-support/open-door.ts';
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
import { createNchfClient, referenceIn } from '../../src/interfaces/nchf/public.ts';
import { accept, octets, systemClock } from '../../src/kernel/public.ts';
import { openNchfScene } from '../support/nchf.ts';
import { skipWithout, temporaryFolder } from './programs.ts';
import { captureOf, recordBefore } from './recorded.ts';
import { complaints, dissect } from './wireshark.ts';

const PORT = 3868;
const NCHF_PORT = 8091;
const SESSION = 'smf.epc.test;3;3';

/** The last slice of rating group 2 is followed by a redirection, and what comes after it is restricted. */
const withFinalUnits = (charging: Charging): Charging => ({
  hasEnough: (subscriber, amount) => charging.hasEnough(subscriber, amount),
  async charge(request) {
    const answered = await charging.charge(request);
    if (!answered.ok) return answered;
    const services = answered.value.services.map((one): ServiceAnswer => {
      if (one.result === 'granted')
        return {
          ...one,
          thresholdOctets: octets(Math.floor(one.grantedOctets / 5)),
          quotaHoldingSeconds: 600,
          finalUnit: one.finalUnit && { action: 'redirect', url: 'https://aurora.test/ask' },
        };
      if (one.result !== 'limit_reached') return one;
      return { ...one, finalUnit: { action: 'restrict', filterIds: ['walled-garden'] } };
    });
    return accept({ services });
  },
});

test(
  'Wireshark finds nothing to complain of in what the Gy door says',
  { skip: skipWithout('tshark'), timeout: 60_000 },
  async (context) => {
    const { door, charging, greet } = await openTestDoor(context, { wrap: withFinalUnits });
    const { port, passed } = await recordBefore(context, door.port);
    const client = await greet({ port });
    const ask = (parts: Parameters<typeof creditControlRequest>[0]) =>
      client.request(creditControlRequest({ sessionId: SESSION, ...parts }));

    await ask({ and: [service(ratingGroup(1), requested())] });
    const opened = charging.requests.at(-1);
    const told = await door.sessions.reauthorize({
      sessionId: SESSION,
      contact: opened?.contact ?? '',
    });
    assert.equal(told, 'told');
    const usage = used(totalOctets(5_000));
    await ask({ type: UPDATE, number: 1, and: [service(ratingGroup(1), usage, requested())] });
    // The last slice there is, then nothing left, then what cannot be read.
    for (const line of charging.lines.values()) line.availableOctets = 500;
    await ask({ type: UPDATE, number: 2, and: [service(ratingGroup(2), requested())] });
    await ask({ type: UPDATE, number: 3, and: [service(ratingGroup(3), requested())] });
    await ask({ type: FINAL, number: 4, and: [service(ratingGroup(1), usage)] });
    await ask({ type: 99, number: 5 });
    await ask({ sessionId: 'nobody;1;1', type: UPDATE, number: 1 });
    await client.close();

    const file = join(await temporaryFolder(context), 'gy.pcap');
    await writeFile(file, captureOf(passed, PORT));
    const fields = [
      'diameter.cmd.code',
      'diameter.Result-Code',
      'diameter.Redirect-Server-Address',
      'diameter.Volume-Quota-Threshold',
      'diameter.Filter-Id',
    ];
    const packets = await dissect(file, { port: PORT, protocol: 'diameter', fields });
    const commands = packets.flatMap((packet) => packet['diameter.cmd.code']?.split(',') ?? []);
    const count = (code: string): number => commands.filter((one) => one === code).length;
    assert.deepEqual(
      {
        greeting: count('257'),
        charging: count('272'),
        reauthorizing: count('258'),
        goodbye: count('282'),
      },
      { greeting: 2, charging: 14, reauthorizing: 2, goodbye: 2 },
    );
    const results = packets.flatMap((packet) => packet['diameter.Result-Code']?.split(',') ?? []);
    for (const expected of ['2001', '2002', '5002', '5004'])
      assert.ok(results.includes(expected), `${expected} in ${results.join(' ')}`);
    const redirections = packets.map((packet) => packet['diameter.Redirect-Server-Address']);
    assert.ok(redirections.includes('https://aurora.test/ask'));
    assert.ok(packets.some((packet) => packet['diameter.Filter-Id'] === 'walled-garden'));
    assert.ok(packets.some((packet) => packet['diameter.Volume-Quota-Threshold'] === '2000000'));
    assert.deepEqual(await complaints(file, PORT, 'diameter'), []);
  },
);

test(
  'Wireshark finds nothing to complain of in what the Nchf door says',
  { skip: skipWithout('tshark'), timeout: 60_000 },
  async (context) => {
    const scene = await openNchfScene();
    const line = await scene.carrier.line({ gigabytes: 2 });
    const { port, passed } = await recordBefore(context, scene.door.port);
    const client = createNchfClient(`http://127.0.0.1:${port}`);
    const body = (sequence: number, units: object): object => ({
      subscriberIdentifier: `imsi-${line.imsi}`,
      nfConsumerIdentification: { nodeFunctionality: 'SMF' },
      invocationTimeStamp: new Date(systemClock.now()).toISOString(),
      invocationSequenceNumber: sequence,
      notifyUri: 'http://127.0.0.1:9/notify',
      multipleUnitUsage: [{ ratingGroup: 1, ...units }],
      pDUSessionChargingInformation: {
        chargingId: 77,
        pduSessionInformation: { pduSessionID: 1, dnnId: 'internet' },
      },
    });
    const unit = { localSequenceNumber: 1, totalVolume: 5_000 };
    const opened = await client.create(body(0, { requestedUnit: {} }));
    const reference = referenceIn(opened);
    await client.update(reference, body(1, { requestedUnit: {}, usedUnitContainer: [unit] }));
    await client.release(reference, body(2, { usedUnitContainer: [unit] }));
    await client.create({ nothing: 'of it' });
    await client.close();
    await scene.close();

    const file = join(await temporaryFolder(context), 'nchf.pcap');
    await writeFile(file, captureOf(passed, NCHF_PORT));
    const fields = ['http2.headers.status', 'http2.headers.path', 'http2.type'];
    const packets = await dissect(file, { port: NCHF_PORT, protocol: 'http2', fields });
    const statuses = packets.flatMap((packet) =>
      (packet['http2.headers.status'] ?? '').split(',').filter((status) => status !== ''),
    );
    assert.deepEqual(statuses, ['201', '200', '204', '400']);
    assert.deepEqual(await complaints(file, NCHF_PORT, 'http2'), []);
  },
);

test(
  'the check complains where there is something to complain of',
  { skip: skipWithout('tshark'), timeout: 60_000 },
  async (context) => {
    const bytes = Buffer.from(creditControlRequest({ and: [totalOctets(1)] }));
    bytes.writeUIntBE(3, bytes.length - 16 + 5, 3); // an AVP shorter than its own header
    const file = join(await temporaryFolder(context), 'bad.pcap');
    await writeFile(file, captureOf([{ from: 'server', connection: 1, bytes }], PORT));
    assert.notDeepEqual(await complaints(file, PORT, 'diameter'), []);
  },
);
