import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import fastify from 'fastify';
import { leavingDoor } from './leaving.ts';
import { EXIT } from './outcome.ts';

/** A door with an answer that comes when it is told to, and one that never ends. */
async function openDoor(context: TestContext, answersWithin?: number) {
  const app = fastify({ forceCloseConnections: false });
  const held = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  app.get('/quick', () => 'at once');
  app.get('/held', () => {
    asked.resolve();
    return held.promise;
  });
  app.get('/endless', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200).write('begins');
  });
  const close = leavingDoor(app, answersWithin);
  await app.listen({ host: '127.0.0.1', port: 0 });
  context.after(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  return { port, close, answerHeld: held.resolve, asked: asked.promise };
}

async function opened(context: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  context.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function get(port: number, path: string): Promise<IncomingMessage> {
  const asking = request({ port, path, host: '127.0.0.1', headers: { connection: 'keep-alive' } });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return answer;
}

test('a connection on which nothing was ever asked keeps no door open', async (context) => {
  const { port, close } = await openDoor(context);
  const socket = await opened(context, port);
  // The server has it, once it has answered somebody who came later.
  (await get(port, '/quick')).resume();
  const closed = once(socket, 'close');
  await Promise.all([close(), closed]);
});

test('an answer that is under way is given before its connection is closed', async (context) => {
  const { port, close, answerHeld, asked } = await openDoor(context);
  const coming = get(port, '/held');
  await asked;
  const closing = close();
  answerHeld('at last');
  const answer = await coming;
  assert.equal(answer.statusCode, 200);
  assert.equal(Buffer.concat(await answer.toArray()).toString(), 'at last');
  await closing;
});

test('an answer that does not end is cut off when its time is up', async (context) => {
  const { port, close } = await openDoor(context, 50);
  const answer = await get(port, '/endless');
  answer.on('error', () => undefined).resume();
  const cut = new Promise((resolve) => answer.once('close', resolve));
  await Promise.all([close(), cut]);
  assert.equal(answer.complete, false);
});

test('a door is closed once, however often it is asked', async (context) => {
  const { port, close } = await openDoor(context);
  await Promise.all([close(), close()]);
  await close();
  await assert.rejects(get(port, '/quick'), { code: 'ECONNREFUSED' });
});

test('a process that something keeps is ended in time, and says what kept it', async () => {
  const program = `
    import { endIfNotStopped } from './src/main/leaving.ts';
    import { openLog } from './src/main/log.ts';
    setInterval(() => {}, 1_000);
    endIfNotStopped(openLog('error'), 50);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  assert.deepEqual(await once(child, 'close'), [EXIT.fault, null], said);
  assert.match(said, /"waitsFor":\[[^\]]*"Timeout"/);
});
