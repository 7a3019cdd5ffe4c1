// The generator's own HTTP/2 against Node's: what it sends is what it means, and what it reads is what was
// said, the compressed parts among it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Player } from '../network/play.ts';
import { LAST_STEP, type WireOptions } from '../network/wire.ts';
import { openEchoWire, openNchfWire } from './wire.ts';

type Body = {
  readonly subscriberIdentifier: string;
  readonly invocationSequenceNumber: number;
  readonly pDUSessionChargingInformation: { readonly chargingId: number };
};
type Answer = { readonly status: number; readonly location?: string };
type Seen = { readonly path: string; readonly body: Body; readonly headers: IncomingHttpHeaders };

async function serve(
  context: TestContext,
  answer: (seen: Seen) => Answer,
  settings = {},
): Promise<WireOptions> {
  const server = createServer({ settings });
  server.on('stream', (stream, headers) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (text += chunk));
    stream.on('end', () => {
      const path = String(headers[':path']);
      const { status, location } = answer({ path, headers, body: JSON.parse(text) as Body });
      stream.respond(
        { ':status': status, ...(location === undefined ? {} : { location }) },
        { endStream: status === 204 },
      );
      if (status !== 204) stream.end('{"some":"body"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, sessions: 20, connections: 2, lines: 7 };
}

/** Every character that an address may have. */
const EVERY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@";

test('sessions are played in order, each under the Location that it was given', async (context) => {
  const problems: string[] = [];
  const expected = new Map<string, number>();
  let released = 0;
  const options = await serve(context, ({ path, body, headers }) => {
    const { chargingId } = body.pDUSessionChargingInformation;
    const ref = `/nchf-convergedcharging/v3/chargingdata/${EVERY}${chargingId}`;
    const step = body.invocationSequenceNumber;
    if (headers['content-type'] !== 'application/json') problems.push('no JSON');
    if (!/^imsi-001017\d{9}$/.test(body.subscriberIdentifier)) problems.push('no IMSI');
    if (step === 0) {
      if (path !== '/nchf-convergedcharging/v3/chargingdata' || expected.has(ref))
        problems.push(`opened at ${path}`);
      expected.set(ref, 1);
      return { status: 201, location: ref };
    }
    const suffix = step === LAST_STEP ? 'release' : 'update';
    if (path !== `${ref}/${suffix}`) problems.push(`step ${step} at ${path}`);
    if (expected.get(ref) !== step) problems.push(`step ${step} after ${expected.get(ref)}`);
    expected.set(ref, step + 1);
    if (step !== LAST_STEP) return { status: 200 };
    released += 1;
    return { status: 204 };
  });
  const wire = await openNchfWire(options);
  const player = new Player(wire);
  const played = await player.closedLoop({ warmUpSeconds: 0, seconds: 0.5 });
  await player.finish();
  await wire.close();
  assert.deepEqual(problems.slice(0, 3), []);
  assert.deepEqual(played.failures, {});
  assert.ok(played.answered > 100, `${played.answered} answered`);
  assert.equal(released, expected.size);
});

test('what is no success is counted by its status, and its session starts anew', async (context) => {
  let asked = 0;
  const options = await serve(context, ({ body }) => {
    asked += 1;
    if (body.invocationSequenceNumber === 0) return { status: 201, location: '/some/ref' };
    return { status: asked % 2 === 0 ? 503 : 404 };
  });
  const wire = await openNchfWire(options);
  const played = await new Player(wire).closedLoop({ warmUpSeconds: 0, seconds: 0.2 });
  await wire.close();
  assert.deepEqual(Object.keys(played.failures).toSorted(), ['404', '503']);
});

test('a peer that allows few streams at once is never asked for more', async (context) => {
  const options = await serve(context, () => ({ status: 200 }), { maxConcurrentStreams: 3 });
  const wire = await openEchoWire(options);
  const player = new Player(wire);
  const played = await player.closedLoop({ warmUpSeconds: 0, seconds: 0.3 });
  await wire.close();
  assert.deepEqual(played.failures, {});
  assert.ok(played.answered > 50);
});

test('a steady rate is kept, and latencies count from when a request was due', async (context) => {
  const options = await serve(context, () => ({ status: 200 }));
  const wire = await openEchoWire(options);
  const played = await new Player(wire).paced(200, { warmUpSeconds: 0.1, seconds: 0.5 });
  await wire.close();
  assert.ok(Math.abs(played.answered - 100) <= 2, `${played.answered} answered`);
  assert.ok(played.latency.maximumMilliseconds < 500);
});

test('a peer that goes away ends the run with an error', async (context) => {
  const server = createServer();
  server.on('stream', (stream) => stream.session?.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const place = { host: '127.0.0.1', port, sessions: 2, connections: 1, lines: 1 };
  const player = new Player(await openEchoWire(place));
  await assert.rejects(player.closedLoop({ warmUpSeconds: 0, seconds: 0.2 }), /closed|goodbye/);
});
