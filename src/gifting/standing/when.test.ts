// When standing gifts come round, as a table: the cycle day of the line, what was agreed, from when on, and
// the next two times, in the carrier's own time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { cycleAt } from '../../catalog/public.ts';
import { DAY, HOUR, octets } from '../../kernel/public.ts';
import type { Rhythm } from './standing.ts';
import { nextOccurrence, retryAt } from './when.ts';

const local = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' })
    .replace('T', ' ');

const instant = (date: string, timeZone: string): number =>
  Temporal.PlainDateTime.from(date).toZonedDateTime(timeZone).epochMilliseconds;

function rhythm(words: string): Rhythm {
  const [what = '', number = ''] = words.split(' ');
  return what === 'day'
    ? { kind: 'monthly', octets: octets(1_000_000_000), dayOfCycle: Number(number) }
    : { kind: 'expiring', atMostOctets: octets(1_000_000_000), lastHours: Number(number) };
}

const STORY = `
  Toronto  1   day 1     2026-11-22            2026-12-01 09:00-05:00  2027-01-01 09:00-05:00
  Toronto  1   day 31    2027-01-31T08:59      2027-01-31 09:00-05:00  2027-02-28 09:00-05:00
  Toronto  1   day 31    2028-02-01            2028-02-29 09:00-05:00  2028-03-31 09:00-04:00
  Toronto  1   day 30    2027-02-01            2027-02-28 09:00-05:00  2027-03-30 09:00-04:00
  Toronto  31  day 1     2027-01-31            2027-01-31 09:00-05:00  2027-02-28 09:00-05:00
  Toronto  31  day 1     2028-02-01            2028-02-29 09:00-05:00  2028-03-31 09:00-04:00
  Toronto  31  day 30    2027-02-01            2027-02-27 09:00-05:00  2027-03-29 09:00-04:00
  Toronto  15  day 25    2027-02-16            2027-03-11 09:00-05:00  2027-04-08 09:00-04:00
  Toronto  1   last 24   2026-11-22            2026-11-30 00:00-05:00  2026-12-31 00:00-05:00
  Toronto  15  last 48   2027-03-13T12:00      2027-04-13 00:00-04:00  2027-05-13 00:00-04:00
  Toronto  1   last 168  2026-11-24T00:01      2026-12-25 00:00-05:00  2027-01-25 00:00-05:00
  Kiritimati 1 day 1     2026-11-22            2026-12-01 09:00+14:00  2027-01-01 09:00+14:00
  Santiago 8   last 24   2026-04-01            2026-04-07 00:00-04:00  2026-05-07 00:00-04:00
`;

const ZONES: { readonly [name: string]: string } = {
  Toronto: 'America/Toronto',
  Kiritimati: 'Pacific/Kiritimati',
  Santiago: 'America/Santiago',
};

test('days of the cycle fall on its last day where it is short, and at nine by the clock on the wall', () => {
  for (const row of STORY.trim().split('\n')) {
    const [zone = '', cycleDay, what, number, from = '', ...times] = row.trim().split(/\s+/);
    const wanted = rhythm(`${what} ${number}`);
    const timeZone = ZONES[zone] ?? '';
    const found: string[] = [];
    let at = instant(from, timeZone);
    for (let round = 0; round < 2; round += 1) {
      at = nextOccurrence(at, wanted, Number(cycleDay), timeZone);
      found.push(local(at, timeZone));
      at += 1;
    }
    assert.equal(found.join(' '), times.join(' '), row);
  }
});

test('one that was refused is tried again when the refusal says, or later, but only while its cycle lasts', () => {
  const cycle = cycleAt(Date.parse('2026-11-22T12:00:00Z'), 1, 'UTC');
  const monthly = rhythm('day 1');
  const expiring = rhythm('last 24');
  const now = cycle.endsAt - 5 * DAY;
  assert.equal(retryAt({ code: 'floor_broken' }, monthly, cycle, now), now + DAY);
  assert.equal(retryAt({ code: 'floor_broken' }, expiring, cycle, now), now + HOUR);
  assert.equal(retryAt({ code: 'closed_now', until: now + 7 }, monthly, cycle, now), now + 60_000);
  const opens = now + 3 * DAY;
  assert.equal(retryAt({ code: 'closed_now', until: opens }, monthly, cycle, now), opens);
  assert.equal(
    retryAt({ code: 'closed_now', until: cycle.endsAt }, monthly, cycle, now),
    undefined,
  );
  assert.equal(retryAt({ code: 'floor_broken' }, monthly, cycle, cycle.endsAt - HOUR), undefined);
});
