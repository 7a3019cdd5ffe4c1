// What stories in decide.test.ts do not tell: limits that must all hold, and a choice among buckets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octets } from '../kernel/public.ts';
import type { Account } from './account.ts';
import type { Command, HoldGift, TallyLimit } from './command.ts';
import { decide, type Judgement } from './decide.ts';
import { applied, emptyAccount } from './decision.ts';

const limit = (tally: string, maximumCount: number, maximumOctets: number): TallyLimit => ({
  tally,
  period: `${tally} 1`,
  maximumCount,
  maximumOctets: octets(maximumOctets),
});

const hold = (giftId: string, amount: number, about: Partial<HoldGift> = {}): HoldGift => ({
  name: 'hold_gift',
  accountId: 1,
  key: `hold ${giftId}`,
  giftId,
  octets: octets(amount),
  givableKinds: ['plan', 'pack'],
  floorOctets: octets(0),
  limit: [limit('month', 10, 60), limit('day', 2, 50)],
  usableUntil: 0,
  holdUntil: 1_000_000,
  ...about,
});

const grant = (kind: 'plan' | 'pack', amount: number, expiresAt: number): Command => ({
  name: 'grant',
  accountId: 1,
  key: `grant ${expiresAt}`,
  kind,
  scope: 'any',
  origin: `${kind}:test`,
  octets: octets(amount),
  validFrom: 0,
  expiresAt,
});

function play(...commands: readonly Command[]): { account: Account; last: Judgement['decision'] } {
  let account = emptyAccount(1);
  let last: Judgement['decision'] | undefined;
  for (const command of commands) {
    const { decision, changed } = decide(account, command, 1);
    account = applied(account, changed);
    last = decision;
  }
  assert.ok(last !== undefined);
  return { account, last };
}

const refusedFor = (last: Judgement['decision']): string =>
  last.ok ? 'nothing' : `${last.refusal.code} ${'tally' in last.refusal ? last.refusal.tally : ''}`;

test('several limits must all hold, and a refusal names the one that does not', () => {
  const start = grant('plan', 1_000, 90);
  assert.equal(refusedFor(play(start, hold('a', 61)).last), 'tally_octets_reached month');
  assert.equal(refusedFor(play(start, hold('a', 51)).last), 'tally_octets_reached day');
  const third = play(start, hold('a', 1), hold('b', 1), hold('c', 1));
  assert.equal(refusedFor(third.last), 'tally_count_reached day');
});

test('a gift counts in each of its limits, and what comes back is uncounted from each', () => {
  const start = grant('plan', 1_000, 90);
  const { account } = play(start, hold('a', 10), hold('b', 20));
  const counted = { count: 2, octets: 30 };
  assert.deepEqual(account.tallies, {
    month: { period: 'month 1', ...counted },
    day: { period: 'day 1', ...counted },
  });
  const released = play(start, hold('a', 10), hold('b', 20), {
    name: 'release_gift',
    accountId: 1,
    key: 'release a',
    giftId: 'a',
    uncount: [
      { tally: 'month', period: 'month 1' },
      { tally: 'day', period: 'another day' },
    ],
  });
  assert.deepEqual(released.account.tallies, {
    month: { period: 'month 1', count: 1, octets: 20 },
    day: { period: 'day 1', ...counted },
  });
});

test('a refused gift counts nowhere, also where it would have passed', () => {
  const { account } = play(grant('plan', 1_000, 90), hold('a', 51));
  assert.deepEqual(account.tallies, {});
});

test('only the buckets that are named are given from, though another lapses sooner', () => {
  const commands = [grant('plan', 10, 20), grant('pack', 10, 90)];
  const { last } = play(...commands, hold('a', 4, { fromBuckets: [2] }));
  assert.ok(last.ok);
  assert.deepEqual(
    (last.answer as { parts: readonly { bucketNumber: number }[] }).parts.map(
      (part) => part.bucketNumber,
    ),
    [2],
  );
  const { last: tooMuch } = play(...commands, hold('a', 11, { fromBuckets: [2] }));
  assert.deepEqual(tooMuch, {
    ok: false,
    refusal: {
      code: 'balance_too_low',
      availableOctets: 20,
      givableOctets: 10,
      askedOctets: 11,
    },
  });
});
