import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gift } from '../../api/types.ts';
import { newArrivals } from './new-arrivals.ts';

const gift = (changes: Partial<Gift>): Gift => ({
  id: 'a',
  direction: 'received',
  octets: 1_000_000_000,
  state: 'delivered',
  other: { maskedName: 'M••• T.', maskedMsisdn: '+44 •••• ••0001' },
  askedAt: '2026-11-22T10:00:00Z',
  undoUntil: null,
  deliveredAt: '2026-11-22T10:05:00Z',
  endedAt: null,
  expiresAt: null,
  returnedOctets: null,
  usedOctets: 0,
  reason: null,
  feeCents: 0,
  proofs: [],
  receipt: 'LG-0000-0000',
  canUndo: false,
  canDecline: true,
  policy: { id: 'standard', version: 1 },
  ...changes,
});

function newMemory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const later = gift({ id: 'b', deliveredAt: '2026-11-22T11:00:00Z' });
const ids = (gifts: Gift[]): string[] => gifts.map((one) => one.id);

test('what came before the first visit is no news', () => {
  assert.deepEqual(newArrivals('1', [gift({})], newMemory()), []);
});

test('a first gift ever is news, to somebody who has looked before', () => {
  const memory = newMemory();
  newArrivals('1', [], memory);
  assert.deepEqual(ids(newArrivals('1', [gift({})], memory)), ['a']);
});

test('a gift is news once', () => {
  const memory = newMemory();
  newArrivals('1', [gift({})], memory);
  assert.deepEqual(ids(newArrivals('1', [later, gift({})], memory)), ['b']);
  assert.deepEqual(ids(newArrivals('1', [later, gift({})], memory)), []);
});

test('each line has its own news on a shared device', () => {
  const memory = newMemory();
  newArrivals('1', [], memory);
  assert.deepEqual(newArrivals('2', [gift({})], memory), []);
  assert.deepEqual(ids(newArrivals('1', [gift({})], memory)), ['a']);
});

test('given, undelivered and declined gifts are no arrivals', () => {
  const memory = newMemory();
  newArrivals('1', [], memory);
  const none = [
    gift({ direction: 'given' }),
    gift({ state: 'in_transit', deliveredAt: null }),
    gift({ state: 'declined' }),
  ];
  assert.deepEqual(newArrivals('1', none, memory), []);
});
