import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { SessionOrder } from './session-order.ts';

/** Work that ends when told. */
function held(log: string[], name: string): { work: () => Promise<string>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    work: async () => {
      log.push(`${name} begins`);
      await promise;
      log.push(`${name} ends`);
      return name;
    },
    end: resolve,
  };
}

test('requests of one session run one after another, others beside them', async () => {
  const order = new SessionOrder();
  const log: string[] = [];
  const first = held(log, 'first');
  const second = held(log, 'second');
  const other = held(log, 'other');
  const all = [order.run('a', first.work), order.run('a', second.work), order.run('b', other.work)];
  second.end();
  other.end();
  await turn();
  assert.deepEqual(log, ['first begins', 'other begins', 'other ends']);
  first.end();
  assert.deepEqual(await Promise.all(all), ['first', 'second', 'other']);
  assert.deepEqual(log.slice(3), ['first ends', 'second begins', 'second ends']);
  assert.equal(order.sessions, 0);
});

test('a request that fails does not keep the next one of its session', async () => {
  const order = new SessionOrder();
  const failing = order.run('a', () => Promise.reject(new Error('the store is away')));
  const next = order.run('a', () => Promise.resolve('served'));
  await assert.rejects(failing, /the store is away/);
  assert.equal(await next, 'served');
  assert.equal(order.sessions, 0);
});
