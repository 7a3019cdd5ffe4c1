import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octets } from '../kernel/public.ts';
import { createAhead } from './ahead.ts';
import type { Charge, Command } from './command.ts';

const charge = (accountId: number, step: Charge['step']): Charge => ({
  name: 'charge',
  accountId,
  session: 's',
  sequence: 0,
  step,
  slots: [],
  quota: { smallestOctets: octets(1), largestOctets: octets(1), shareDivisor: 1 },
  holdUntil: 1,
});

function begun(most = 10) {
  const reading = new Map<number, PromiseWithResolvers<void>>();
  const remembered = new Set<number>();
  const ahead = createAhead({
    isRemembered: (accountId) => remembered.has(accountId),
    read(accountId) {
      const read = Promise.withResolvers<void>();
      reading.set(accountId, read);
      return read.promise;
    },
    most,
  });
  const order: string[] = [];
  const submit = (name: string, command: Command): Promise<void> =>
    ahead.submit(command, () => {
      order.push(name);
      return Promise.resolve();
    });
  return { ahead, reading, remembered, order, submit };
}

test('a first request waits for its account, and nothing of that account overtakes it', async () => {
  const { reading, order, submit } = begun();
  const first = submit('first', charge(1, 'initial'));
  const second = submit('second', { name: 'lapse', accountId: 1 });
  await submit('other', charge(2, 'update'));
  assert.deepEqual(order, ['other']);
  assert.equal(reading.size, 1);
  reading.get(1)?.resolve();
  // Whoever has its answer goes on at once.
  const third = first.then(() => submit('third', charge(1, 'update')));
  await Promise.all([second, third]);
  assert.deepEqual(order, ['other', 'first', 'second', 'third']);
});

test('what is remembered, and what only goes on with a session, is not waited for', async () => {
  const { reading, remembered, order, submit } = begun();
  remembered.add(1);
  await submit('first', charge(1, 'initial'));
  await submit('update', charge(2, 'update'));
  assert.deepEqual(order, ['first', 'update']);
  assert.equal(reading.size, 0);
});

test('one that cannot be read goes on all the same, and so does one too many', async () => {
  const { ahead, reading, order, submit } = begun(1);
  const unlucky = submit('unlucky', charge(1, 'initial'));
  await submit('one too many', charge(2, 'initial'));
  await assert.rejects(submit('another of the same', charge(1, 'update')), { code: 'busy' });
  reading.get(1)?.reject(new Error('the store is away'));
  await ahead.drained();
  await unlucky;
  assert.deepEqual(order, ['one too many', 'unlucky']);
  await submit('later', charge(1, 'update'));
  assert.deepEqual(order.at(-1), 'later');
});
