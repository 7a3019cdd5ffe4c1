import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cycleAt } from './cycle.ts';

const at = (iso: string): number => Date.parse(iso);
const dates = (iso: string, day: number, zone = 'America/Toronto') => {
  const { startsOn, endsOn } = cycleAt(at(iso), day, zone);
  return `${startsOn} ${endsOn}`;
};

test('a cycle starts at midnight in the carrier zone, not in UTC', () => {
  assert.equal(dates('2026-11-01T03:59:59Z', 1), '2026-10-01 2026-10-31');
  assert.equal(dates('2026-11-01T04:00:00Z', 1), '2026-11-01 2026-11-30');
});

test('a month without the cycle day starts on its last day, leap years included', () => {
  assert.equal(dates('2026-04-30T12:00:00Z', 31), '2026-04-30 2026-05-30');
  assert.equal(dates('2027-03-01T12:00:00Z', 30), '2027-02-28 2027-03-29');
  assert.equal(dates('2028-02-29T12:00:00Z', 30), '2028-02-29 2028-03-29');
});

test('cycles touch: the end of one is the start of the next, over a change of the clocks', () => {
  let cycle = cycleAt(at('2026-01-15T12:00:00Z'), 31, 'America/Toronto');
  for (let month = 0; month < 60; month += 1) {
    const next = cycleAt(cycle.endsAt, 31, 'America/Toronto');
    assert.equal(next.startsAt, cycle.endsAt);
    assert.deepEqual(cycleAt(next.startsAt - 1, 31, 'America/Toronto'), cycle);
    cycle = next;
  }
});
