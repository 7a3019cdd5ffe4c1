import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Runner } from 'graphile-worker';
import pino from 'pino';
import { keepRunning } from './jobs.ts';

/** As the queue's own: it ends when it is stopped or gives up, and is stopped once. */
function createRunner() {
  const ended = Promise.withResolvers<void>();
  let isRunning = true;
  const end = async (): Promise<void> => {
    if (!isRunning) throw new Error('Runner is already stopped');
    isRunning = false;
    ended.resolve();
  };
  const runner = { promise: ended.promise, stop: end } as Partial<Runner> as Runner;
  return { runner, giveUp: end, isRunning: () => isRunning };
}

test('a queue that is being started again while it is stopped stays stopped', async () => {
  const [first, second] = [createRunner(), createRunner()];
  const starting = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Runner>();
  const runners = [
    () => Promise.resolve(first.runner),
    () => {
      starting.resolve();
      return started.promise;
    },
  ];
  const start = () => runners.shift()?.() ?? assert.fail('it is started twice');
  const jobs = await keepRunning(pino({ level: 'silent' }), start);
  await first.giveUp();
  await starting.promise;
  const stopped = jobs.stop();
  started.resolve(second.runner);
  await stopped;
  assert.equal(second.isRunning(), false);
});
