import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openConnections, readAnswer } from './http.ts';

test('an answer is read once it is there whole', () => {
  const whole = Buffer.from('HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\n\u00e9{}');
  assert.deepEqual(readAnswer(whole), { status: 201, body: '\u00e9{}' });
  for (let length = 0; length < whole.length; length += 1)
    assert.equal(readAnswer(whole.subarray(0, length)), undefined);
  assert.throws(() => readAnswer(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /length/);
});

test('connections are kept, and one that breaks fails its request alone', async (context) => {
  let connected = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      if (body === 'break') request.socket.destroy();
      else response.setHeader('content-length', body.length).end(body);
    });
  });
  server.on('connection', () => (connected += 1));
  server.listen(0, '127.0.0.1');
  context.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const connections = openConnections('127.0.0.1', (server.address() as AddressInfo).port);
  for (const body of ['one', 'two', 'three'])
    assert.deepEqual(await connections.post('/', body, {}), { status: 200, body });
  assert.equal(connected, 1);
  const [broken, kept] = await Promise.allSettled([
    connections.post('/', 'break', {}),
    connections.post('/', 'four', { cookie: 'a=b' }),
  ]);
  assert.deepEqual([broken.status, kept.status], ['rejected', 'fulfilled']);
  connections.close();
});
