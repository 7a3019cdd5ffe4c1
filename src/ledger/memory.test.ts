import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octets } from '../kernel/public.ts';
import type { Account, Hold } from './account.ts';
import { emptyAccount, openedBucket } from './decision.ts';
import { createMemory } from './memory.ts';

const filled = (number: number, available: number) => ({
  ...openedBucket(number, {
    kind: 'plan',
    scope: 'any',
    origin: 'plan:test',
    validFrom: 0,
    expiresAt: 10,
  }),
  granted: octets(available),
  available: octets(available),
});
const hold = (id: string, closedAt: number | null): Hold => ({
  id,
  parts: [],
  sequence: 1,
  digest: 0,
  answer: [],
  expiresAt: 10,
  closedAt,
  contact: null,
});
const account = (id: number, about: Partial<Account> = {}): Account => ({
  ...emptyAccount(id),
  ...about,
});

test('accounts in use stay, and no more than were allowed', () => {
  const memory = createMemory(10);
  memory.remember(account(1), 0);
  for (let id = 2; id <= 100; id += 1) {
    memory.remember(account(id), 0);
    memory.remember(account(1), 0);
  }
  const known = Array.from({ length: 100 }, (_, at) => at + 1).filter(
    (id) => memory.recall(id) !== undefined,
  );
  assert.ok(known.includes(1) && known.includes(100));
  assert.ok(known.length <= 10, `${known.length} are known`);
});

test('what has ended is not remembered, nor an account with very many holds', () => {
  const memory = createMemory(10);
  memory.remember(
    account(1, {
      buckets: [filled(1, 0), filled(2, 5)],
      holds: [hold('session:a', 3), hold('session:b', null)],
    }),
    0,
  );
  const known = memory.recall(1);
  assert.deepEqual(
    known?.buckets.map(({ number }) => number),
    [2],
  );
  assert.deepEqual(
    known?.holds.map(({ id }) => id),
    ['session:b'],
  );
  const many = Array.from({ length: 30 }, (_, at) => hold(`session:${at}`, null));
  memory.remember(account(1, { holds: many }), 0);
  assert.equal(memory.recall(1), undefined);
});

test('what is forgotten is read again', () => {
  const memory = createMemory(10);
  memory.remember(account(1), 0);
  memory.forget([1]);
  assert.equal(memory.recall(1), undefined);
});
