import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as http1Request, type IncomingMessage } from 'node:http';
import { connect as http2Connect, constants, type ClientHttp2Session } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../kernel/public.ts';
import { createNchfClient } from '../client.ts';
import { defaultNchfLimits, type NchfLimits } from '../limits.ts';
import { ok, type Answer } from './answer.ts';
import { CHARGING_DATA } from './route.ts';
import { openServer, type Handle, type NchfServer } from './server.ts';
import type { NchfTls } from './sockets.ts';

type Measured = readonly [operation: string, status: number];

async function open(
  context: TestContext,
  handle: Handle,
  limits: Partial<NchfLimits> = {},
  tls?: NchfTls,
) {
  const measured: Measured[] = [];
  const server: NchfServer = await openServer({
    host: '127.0.0.1',
    port: 0,
    tls,
    limits: { ...defaultNchfLimits, ...limits },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    meter: {
      answered: (operation, status) => measured.push([operation, status]),
      asked: () => {},
    },
    clock: systemClock,
    handle,
  });
  const root = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${server.port}`;
  const client = createNchfClient(root);
  context.after(async () => {
    await server.close();
    await client.close();
  });
  return { server, root, client, measured };
}

/** Works that end when the test says so. */
function held() {
  const ends: ((answer: Answer) => void)[] = [];
  const handle: Handle = () => new Promise((resolve) => ends.push(resolve));
  return { ends, handle, end: () => ends.splice(0).forEach((resolve) => resolve(ok('{}'))) };
}
const echo: Handle = (operation, id, body, root) =>
  Promise.resolve(ok(JSON.stringify({ operation, id, octets: body.length, root })));

async function until(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!fact()) {
    if (performance.now() > deadline) throw new Error(`not so in time: ${String(fact)}`);
    await pause(5);
  }
}

async function answerTo(response: Promise<IncomingMessage>): Promise<readonly [number, string]> {
  const message = await response;
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return [message.statusCode ?? 0, text];
}

test('HTTP/1.1 is spoken on the same port, one request after another', async (context) => {
  const { server, measured } = await open(context, echo);
  for (const path of ['/nowhere', CHARGING_DATA]) {
    const [status, text] = await answerTo(
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const options = { host: '127.0.0.1', port: server.port, path, method: 'POST', headers };
        http1Request(options, resolve).on('error', reject).end('{"a":1}');
      }),
    );
    assert.equal(status, path === CHARGING_DATA ? 200 : 404);
    if (status === 200)
      assert.deepEqual(JSON.parse(text), {
        operation: 'create',
        id: '',
        octets: 7,
        root: `http://127.0.0.1:${server.port}`,
      });
  }
  assert.deepEqual(measured, [
    ['unknown', 404],
    ['create', 200],
  ]);
  assert.equal(server.connections()[0]?.protocol, 'http/1.1');
});

test('a preface that comes octet by octet is HTTP/2 all the same', async (context) => {
  const { server } = await open(context, echo);
  const socket = connect(server.port, '127.0.0.1');
  const heard: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  for (const letter of 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') {
    socket.write(letter);
    await pause(1);
  }
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])); // SETTINGS
  await until(() => heard.length > 0);
  assert.equal(heard[0]?.[3], 4, 'answered by SETTINGS');
  socket.destroy();
});

test('who connects and says nothing, or never ends its body, is let go', async (context) => {
  const { server, root } = await open(context, echo, { greetingSeconds: 0.3, bodySeconds: 0.3 });
  const silent = connect(server.port, '127.0.0.1');
  const gone = new Promise<void>((resolve) => silent.once('close', () => resolve()));
  const session = http2Connect(root);
  const stream = session.request({
    ':method': 'POST',
    ':path': CHARGING_DATA,
    'content-type': 'application/json',
  });
  stream.on('error', () => {});
  stream.write('{"a":');
  const [headers] = await new Promise<[{ readonly [name: string]: unknown }]>((resolve) =>
    stream.once('response', (answer) => resolve([answer])),
  );
  assert.equal(headers[':status'], 408);
  await gone;
  session.destroy();
  await until(() => server.inFlight === 0);
});

test(
  'headers of HTTP/1.1 that never end are not waited for',
  { timeout: 10_000 },
  async (context) => {
    const { server } = await open(context, echo, { greetingSeconds: 0.3 });
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write('POST / HTTP/1.1\r\nhost: a\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 100);
    socket.on('error', () => {});
    await gone;
    clearInterval(drip);
    assert.match(heard, /^HTTP\/1\.1 408/);
  },
);

test('work that takes too long is answered 504, and counts until it is done', async (context) => {
  const { handle, end } = held();
  const { server, client } = await open(context, handle, { answerSeconds: 0.3 });
  const answer = await client.create({});
  assert.deepEqual([answer.status, answer.body.cause], [504, 'TIMED_OUT_REQUEST']);
  assert.equal(answer.headers['retry-after'], '1');
  assert.equal(server.inFlight, 1);
  end();
  await until(() => server.inFlight === 0);
});

test('past its bounds the door refuses what is new first, and then everything, at once', async (context) => {
  const { handle, end, ends } = held();
  const { server, client } = await open(context, handle, { shedAbove: 2, maximumInFlight: 3 });
  const underWay = [client.create({}), client.update('a', {})];
  await until(() => ends.length === 2);
  const shed = await client.create({});
  assert.deepEqual([shed.status, shed.body.cause], [429, 'NF_CONGESTION_RISK']);
  assert.equal(shed.headers['retry-after'], '1');
  underWay.push(client.release('a', {}));
  await until(() => ends.length === 3);
  const full = await client.update('a', {});
  assert.deepEqual([full.status, full.body.cause], [503, 'NF_CONGESTION']);
  assert.equal(full.headers['retry-after'], '1');
  end();
  for (const answer of await Promise.all(underWay)) assert.equal(answer.status, 200);
  await until(() => server.inFlight === 0);
  const later = client.create({});
  await until(() => ends.length === 1);
  end();
  assert.equal((await later).status, 200);
});

test('a peer that hangs up, or never takes its answers, leaves nothing behind', async (context) => {
  const { handle, end, ends } = held();
  const { server, root } = await open(context, handle, { takingSeconds: 0.3 });
  const session = http2Connect(root, { settings: { initialWindowSize: 0 } });
  session.on('error', () => {});
  const post = { ':method': 'POST', ':path': CHARGING_DATA, 'content-type': 'application/json' };
  const streams = Array.from({ length: 20 }, () => session.request(post));
  for (const stream of streams) stream.on('error', () => {}).end('{}');
  await until(() => ends.length === 20);
  streams[0]?.close(constants.NGHTTP2_CANCEL);
  end();
  await until(() => server.inFlight === 0);
  session.destroy();
  await until(() => server.connections().length === 0);
});

test('closing answers what is under way, says GOAWAY and takes nothing more', async (context) => {
  const { handle, end, ends } = held();
  const { server, client, root } = await open(context, handle);
  const session: ClientHttp2Session = http2Connect(root);
  const goaway = new Promise<void>((resolve) => session.once('goaway', () => resolve()));
  await new Promise<void>((resolve) => session.once('connect', () => resolve()));
  const underWay = client.update('a', {});
  await until(() => ends.length === 1);
  const closed = server.close();
  await goaway;
  end();
  assert.equal((await underWay).status, 200);
  await closed;
  await assert.rejects(client.create({}), /did not answer/);
});

test('a thousand half-open connections keep nobody out for long', async (context) => {
  const { server, client } = await open(context, echo, {
    maximumConnections: 400,
    greetingSeconds: 0.4,
  });
  const sockets = Array.from({ length: 1_000 }, () =>
    connect(server.port, '127.0.0.1').on('error', () => {}),
  );
  await pause(100);
  let status = 0;
  const deadline = performance.now() + 8_000;
  while (status !== 200 && performance.now() < deadline)
    status = await client.create({}).then(
      (answer) => answer.status,
      () => pause(50, 0),
    );
  assert.equal(status, 200);
  for (const socket of sockets) socket.destroy();
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test(
  'over TLS both kinds of HTTP are agreed on by ALPN',
  { skip: hasOpenssl() ? false : 'openssl is not installed, which makes the certificate' },
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'largesse-nchf-tls-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    const names = ['-subj', '/CN=chf.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      [...words, '-nodes', '-keyout', 'chf.key', '-out', 'chf.pem', ...names],
      { cwd: folder, stdio: 'ignore' },
    );
    const key = await readFile(join(folder, 'chf.key'));
    const cert = await readFile(join(folder, 'chf.pem'));
    const { server, root } = await open(context, echo, {}, { key, cert });
    const client = createNchfClient(root, { tls: { ca: cert } });
    const answer = await client.create({});
    assert.deepEqual([answer.status, answer.body['root']], [200, root]);
    assert.equal(server.connections()[0]?.protocol, 'h2');
    await client.close();
    const [status] = await answerTo(
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const place = { host: '127.0.0.1', port: server.port, path: CHARGING_DATA, ca: cert };
        httpsRequest({ ...place, method: 'POST', headers, agent: false }, resolve)
          .on('error', reject)
          .end('{}');
      }),
    );
    assert.equal(status, 200);
  },
);
