import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccountQueue } from './account-queue.ts';

const URGENT = { isUrgent: true, isPassedOn: false, whom: 'all' } as const;
const LATER = { isUrgent: false, isPassedOn: false, whom: 'all' } as const;
const HEARD = { isUrgent: true, isPassedOn: true, whom: 'all' } as const;

function queueOf(most = 100) {
  let dropped = 0;
  const queue = createAccountQueue(most, () => (dropped += 1));
  return {
    queue,
    dropped: () => dropped,
    ids: (upTo: number) => queue.take(upTo).map(({ accountId }) => accountId),
  };
}

test('the urgent come first, and each kind in the order in which it came', () => {
  const { queue, ids } = queueOf();
  queue.add({ accountId: 1, since: 1 }, LATER);
  queue.add({ accountId: 2, since: 2 }, URGENT);
  queue.add({ accountId: 3, since: 3 }, LATER);
  queue.add({ accountId: 4, since: 4 }, URGENT);
  assert.deepEqual(ids(3), [2, 4, 1]);
  assert.deepEqual(ids(3), [3]);
  assert.ok(queue.isEmpty());
});

test('an account waits once, from the first that came, and is urgent when anything is', () => {
  const { queue } = queueOf();
  queue.add({ accountId: 1, since: 5 }, LATER);
  queue.add({ accountId: 1, since: 9 }, URGENT);
  queue.add({ accountId: 1, since: 7 }, LATER);
  assert.deepEqual(queue.take(9), [{ accountId: 1, since: 5, ...URGENT }]);
});

test('what only others said is not passed on; what we said ourselves is, whoever else did', () => {
  const { queue } = queueOf();
  queue.add({ accountId: 1, since: 1 }, HEARD);
  queue.add({ accountId: 2, since: 1 }, HEARD);
  queue.add({ accountId: 2, since: 1 }, URGENT);
  queue.add({ accountId: 3, since: 1 }, URGENT);
  queue.add({ accountId: 3, since: 1 }, HEARD);
  assert.deepEqual(
    queue.take(9).map(({ isPassedOn }) => isPassedOn),
    [true, false, false],
  );
});

test('an account that is held waits until it was released as often', () => {
  const { queue, ids } = queueOf();
  queue.hold(1, 2);
  queue.add({ accountId: 1, since: 1 }, URGENT);
  queue.release(1);
  assert.deepEqual(ids(9), []);
  queue.release(1);
  assert.deepEqual(ids(9), [1]);
});

test('beyond its bound an account is dropped, but one that waits already is not', () => {
  const { queue, dropped, ids } = queueOf(2);
  for (const accountId of [1, 2, 3, 1]) queue.add({ accountId, since: 1 }, URGENT);
  assert.equal(dropped(), 1);
  assert.deepEqual(ids(9), [1, 2]);
});

test('those who hold and those who do not are all of an account', () => {
  const { queue } = queueOf();
  queue.add({ accountId: 1, since: 1 }, { ...LATER, whom: 'holding' });
  queue.add({ accountId: 1, since: 2 }, { ...URGENT, whom: 'without' });
  queue.add({ accountId: 2, since: 2 }, { ...URGENT, whom: 'without' });
  queue.add({ accountId: 2, since: 3 }, { ...URGENT, whom: 'without' });
  assert.deepEqual(
    queue.take(9).map(({ whom }) => whom),
    ['all', 'without'],
  );
});
