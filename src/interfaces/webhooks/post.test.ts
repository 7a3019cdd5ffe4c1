import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createReach } from './address.ts';
import { post, type Posted } from './post.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const MESSAGE = { headers: { 'content-type': 'application/json' }, body: '{}' };

async function postTo(
  listener: RequestListener,
  inner = LOOPBACK,
  host = '127.0.0.1',
  limitMilliseconds = 30_000,
): Promise<Posted> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await post(createReach(inner), `http://${host}:${port}/`, MESSAGE, limitMilliseconds);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a server that never answers is waited for no longer than the limit', async () => {
  assert.deepEqual(await postTo(() => undefined, LOOPBACK, '127.0.0.1', 300), {
    failure: 'no answer in time',
  });
});

test('a server that never ends its answer is waited for no longer than the limit', async () => {
  const posted = await postTo(
    (_, response) => response.writeHead(200).write('x'),
    LOOPBACK,
    '127.0.0.1',
    2_000,
  );
  assert.deepEqual(posted, { status: 200 });
});

test('an answer without end is cut off after 16 KiB', async () => {
  let octets = 0;
  const posted = await postTo((_, response) => {
    response.writeHead(200);
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(1_024))) octets += 1_024;
    };
    response.on('drain', write);
    write();
  });
  assert.deepEqual(posted, { status: 200 });
  assert.ok(octets < 10_000_000, `${octets} octets were written`);
});

test('a redirect is an answer, and is not followed', async () => {
  const posted = await postTo((_, response) => response.writeHead(307, { location: '/' }).end());
  assert.deepEqual(posted, { status: 307 });
});

test('a server that is away is a failure with its reason', async () => {
  const posted = await post(createReach(LOOPBACK), 'http://127.0.0.1:1/', MESSAGE);
  assert.deepEqual(posted, { failure: 'ECONNREFUSED' });
});

test('what may not be reached is not asked, though it was when it was subscribed', async () => {
  let asked = 0;
  const listener: RequestListener = (_, response) => {
    asked += 1;
    response.end();
  };
  assert.deepEqual(await postTo(listener, []), { failure: 'not_https' });
  assert.deepEqual(await postTo(listener, [], 'localhost'), { failure: 'not_https' });
  assert.equal(asked, 0);
});

test('a name that resolves into our own network is not connected to', async () => {
  for (const all of [true, false]) {
    const error = await new Promise<Error | null>((resolve) => {
      createReach([]).lookup('localhost', { all }, (failed) => resolve(failed));
    });
    assert.match(error?.message ?? '', /may not be reached/);
  }
  const address = await new Promise((resolve) => {
    createReach(LOOPBACK).lookup('localhost', { all: true }, (_, found) => resolve(found));
  });
  assert.ok(Array.isArray(address) && address.length > 0);
});

test('an address is too long past 2000 characters', () => {
  const checked = createReach([]).check(`https://example.com/${'x'.repeat(2_000)}`);
  assert.equal(checked.ok ? 'fine' : checked.refusal.why, 'too_long');
  assert.equal(createReach([]).check('https://example.com/hook').ok, true);
});
