import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf, GROWTH_OCTETS, isEnduring, type Endurance } from './endurance.ts';

const MB = 1_000_000;
const REPORT: Endurance = {
  door: 'gy',
  requests: 360_000,
  sessions: 1_000,
  lines: 2_000,
  seconds: 60,
  heapOctets: [],
  memoryOctets: [],
  heapGrowthOctets: 0,
  isGrowing: false,
  errors: {},
  openSessionsAfterwards: 0,
  conserved: true,
};

test('what fills up and stays is no growth', () => {
  const heap = [30, 44, 50, 52, 52, 52.1, 51.9, 52, 52, 52.2, 52, 51.8, 52];
  assert.ok(growthOf(heap.map((size) => size * MB)) < GROWTH_OCTETS / 4);
});

test('a leak of eight octets a request is growth after an hour, whatever the noise', () => {
  const perLook = (360_000 / 12) * 8;
  const heap = Array.from(
    { length: 13 },
    (_, look) => 50 * MB + look * perLook + (look % 3) * 50_000,
  );
  assert.ok(growthOf(heap) > GROWTH_OCTETS * 0.9);
  assert.ok(growthOf(heap.map((size, look) => size + look * perLook)) > GROWTH_OCTETS);
});

test('one odd look decides nothing', () => {
  const heap = Array.from({ length: 13 }, () => 50 * MB);
  heap[12] = 80 * MB;
  assert.equal(growthOf(heap), 0);
});

test('growth, an error, an open session and lost octets each fail a run', () => {
  assert.ok(isEnduring(REPORT));
  for (const wrong of [
    { isGrowing: true },
    { errors: { 5012: 1 } },
    { openSessionsAfterwards: 1 },
    { conserved: false },
  ])
    assert.ok(!isEnduring({ ...REPORT, ...wrong }));
});
