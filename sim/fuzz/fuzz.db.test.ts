// Short runs; the long ones are `npm run fuzz`. And the fuzzer itself is tried on a door that keeps silent and
// on one that falls over: it has to find both.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Answers } from '../../src/interfaces/gy/peer/answers.ts';
import { readMessage } from '../../src/interfaces/gy/public.ts';
import { OUR_IDENTITY } from '../../src/interfaces/gy/test-support/open-door.ts';
import { UsageError } from '../bench/options.ts';
import { openGySender } from './gy-sender.ts';
import { spoil } from './nchf-messages.ts';
import { DOORS, parseFuzzOptions } from './options.ts';
import { randomOf } from './random.ts';
import { fuzz } from './run.ts';

const MESSAGES = 4_000;

for (const door of DOORS)
  test(
    `each of ${MESSAGES} spoiled messages to ${door} is answered or ends its connection`,
    { timeout: 120_000 },
    async (context) => {
      const seed = Number(process.env['LARGESSE_SEED'] ?? randomInt(2 ** 31));
      context.diagnostic(`LARGESSE_SEED=${seed}`);
      let done = 0;
      const report = await fuzz({ door, messages: MESSAGES, seed, from: 0 }, (more) => {
        done += more;
      });
      assert.deepEqual(
        report.findings.map(({ what, message }) => `seed ${seed}, message ${message}: ${what}`),
        [],
      );
      assert.equal(done, MESSAGES);
      assert.ok(report.outcomes.answered > MESSAGES / 2, JSON.stringify(report.outcomes));
      assert.ok(report.outcomes.ended > 0, 'some cannot be answered');
    },
  );

/** A door that greets, and then does as it is told with what comes. */
async function oddDoor(context: TestContext, take: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (greeting) => {
      const request = readMessage(greeting.subarray(0, greeting.readUIntBE(1, 3)));
      socket.write(new Answers(OUR_IDENTITY).make(request, 2001));
      take(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('a door that keeps silent is found', { timeout: 60_000 }, async (context) => {
  const port = await oddDoor(context, (socket) => socket.resume());
  const sender = await openGySender({ host: '127.0.0.1', port, timeoutSeconds: 0.5 });
  const sent = await Promise.all(
    Array.from({ length: 20 }, (_, message) => sender.send(randomOf(1, message))),
  );
  assert.ok(sent.some(({ outcome }) => outcome === 'unanswered'));
  assert.ok(!sent.some(({ outcome }) => outcome === 'answered'));
  await sender.close();
});

test('a door that hangs up is seen to', { timeout: 60_000 }, async (context) => {
  const port = await oddDoor(context, (socket) => socket.once('data', () => socket.destroy()));
  const sender = await openGySender({ host: '127.0.0.1', port });
  const outcomes = new Set<string>();
  for (let message = 0; message < 20; message += 1)
    outcomes.add((await sender.send(randomOf(1, message))).outcome);
  assert.ok(outcomes.has('ended') && !outcomes.has('answered'), [...outcomes].join(' '));
  await sender.close();
});

const draw = (seed: number, message: number): string => {
  const { method, path, contentType, body } = spoil(randomOf(seed, message), ['one', 'two']);
  return `${method} ${path} ${contentType} ${body.toString('hex')}`;
};

test('the same seed and number draw the same message, and others another', () => {
  assert.equal(draw(7, 3), draw(7, 3));
  const drawn = new Set(Array.from({ length: 200 }, (_, message) => draw(7, message)));
  assert.ok(drawn.size > 150, `${drawn.size} different ones`);
  assert.notEqual(draw(8, 3), draw(7, 3));
});

test('options are read, and what is off is named', () => {
  const given = parseFuzzOptions(['--door', 'nchf', '--messages', '5', '--seed', '9']);
  assert.deepEqual(given, { door: 'nchf', messages: 5, seed: 9, from: 0 });
  assert.equal(parseFuzzOptions(['--door=gy']).messages, 1_000_000);
  for (const words of [
    [],
    ['--door=app'],
    ['--door=gy', '--messages=0'],
    ['--door=gy', '--seed=x'],
  ])
    assert.throws(() => parseFuzzOptions(words), UsageError, words.join(' '));
});
