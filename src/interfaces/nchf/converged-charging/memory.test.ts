import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE, SECOND } from '../../../kernel/public.ts';
import { SessionMemory } from './memory.ts';

function memoryAt(): { memory: SessionMemory; pass: (milliseconds: number) => void } {
  let now = 1_000_000;
  const memory = new SessionMemory({ now: () => now });
  return { memory, pass: (milliseconds) => (now += milliseconds) };
}

test('a create is known again for a minute, by its last reference', () => {
  const { memory, pass } = memoryAt();
  memory.created('smf 1', 'first');
  memory.created('smf 1', 'second');
  pass(MINUTE - 1);
  assert.equal(memory.createdAs('smf 1'), 'second');
  pass(1);
  assert.equal(memory.createdAs('smf 1'), undefined);
});

test('creates of an hour leave those of a minute', () => {
  const { memory, pass } = memoryAt();
  for (let second = 0; second < 3_600; second += 1) {
    memory.created(`smf ${second}`, 'reference');
    memory.created('smf again', 'reference');
    pass(SECOND);
  }
  assert.equal(memory.creates, 61);
});
