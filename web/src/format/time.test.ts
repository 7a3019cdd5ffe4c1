import assert from 'node:assert/strict';
import { test } from 'node:test';
import { civilDate, ending, happened, inFull, lengthOfTime, timeLeft } from './time.ts';

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const TORONTO = 'America/Toronto';
const now = Date.parse('2026-11-22T15:00:00Z'); // 10:00 in Toronto

test('an expiry at midnight is the end of the day before, in the zone of the line', () => {
  const end = ending('2026-12-01T05:00:00Z', now, 'en-CA', TORONTO);
  assert.equal(end.exact, 'November 30');
  assert.equal(end.endOfDay, true);
  assert.equal(end.relative, 'in 8 days');
  assert.equal(end.passed, false);
});

test('the same instant in another zone is another day', () => {
  const end = ending('2026-12-01T05:00:00Z', now, 'en-CA', 'Asia/Tokyo');
  assert.match(plain(end.exact), /^December 1 at 2:00/);
  assert.equal(end.endOfDay, false);
});

test('French names days in French', () => {
  assert.equal(ending('2026-12-01T05:00:00Z', now, 'fr-CA', TORONTO).exact, '30 novembre');
  assert.equal(ending('2026-11-24T05:00:00Z', now, 'fr-CA', TORONTO).relative, 'demain');
});

test('the last hours are counted in hours and minutes', () => {
  assert.equal(ending('2026-11-22T18:00:00Z', now, 'en-CA', TORONTO).relative, 'in 3 hours');
  assert.equal(ending('2026-11-22T15:20:00Z', now, 'en-CA', TORONTO).relative, 'in 20 minutes');
  assert.equal(ending('2026-11-22T14:00:00Z', now, 'en-CA', TORONTO).passed, true);
});

test('what happened is told in words for a week, then by its date', () => {
  assert.equal(happened('2026-11-22T14:55:00Z', now, 'en-CA', TORONTO), '5 minutes ago');
  assert.equal(happened('2026-11-21T14:00:00Z', now, 'en-CA', TORONTO), 'yesterday');
  assert.equal(happened('2026-11-01T15:00:00Z', now, 'en-CA', TORONTO), 'Nov 1, 2026');
});

test('a server slightly ahead does not make the past the future', () => {
  assert.equal(happened('2026-11-22T15:00:40Z', now, 'en-CA', TORONTO), 'now');
});

test('French counts the first of a month by its rank, and no other day', () => {
  assert.equal(civilDate('2026-12-01', 'fr-CA'), '1er décembre');
  assert.equal(civilDate('2026-12-11', 'fr-CA'), '11 décembre');
  assert.equal(civilDate('2026-12-31', 'fr-CA'), '31 décembre');
  assert.match(
    plain(inFull('2026-12-01T06:01:00Z', 'fr-CA', TORONTO)),
    /^1er décembre 2026 à 01 h 01/,
  );
});

test('a civil date keeps its day wherever the reader is', () => {
  assert.equal(civilDate('2026-11-30', 'en-CA'), 'November 30');
});

test('a countdown never shows zero while time is left', () => {
  assert.equal(timeLeft(298_001), '4:59');
  assert.equal(timeLeft(60_000), '1:00');
  assert.equal(timeLeft(59_000), '59');
  assert.equal(timeLeft(1), '1');
  assert.equal(timeLeft(-5), '0');
  assert.equal(timeLeft(3_723_000), '1:02:03');
});

test('lengths of time are said in the unit that fits', () => {
  assert.equal(plain(lengthOfTime(300, 'en-CA')), '5 minutes');
  assert.equal(plain(lengthOfTime(30, 'en-CA')), '30 seconds');
  assert.equal(plain(lengthOfTime(60, 'fr-CA')), '1 minute');
  assert.equal(plain(lengthOfTime(3_600, 'en-CA')), '1 hour');
});
