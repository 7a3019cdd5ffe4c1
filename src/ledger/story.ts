// Test support: a ledger story as a text table, one call a row.
//
//   at 0   grant plan 10 until 100        => bucket 1
//   at 1   charge s1#0 initial want 4     => grants 4
//   at 2   charge s1#1 final used 3       => grants 0
//   shows  available 7 held 0 used 3
//
// `play` runs the rows against the pure decide, and fails at the first row whose answer differs.

import assert from 'node:assert/strict';
import { octets, type Instant } from '../kernel/public.ts';
import { PLACES, type Account, type BucketKind, type Scope } from './account.ts';
import type { Answer, Command, WithdrawReason } from './command.ts';
import { decide } from './decide.ts';
import { applied, emptyAccount, type Decision } from './decision.ts';

const QUOTA = { smallestOctets: octets(1), largestOctets: octets(1_000), shareDivisor: 1 };

export function play(story: string): Account {
  let account = emptyAccount(1);
  let now: Instant = 0;
  for (const line of story.split('\n').map((row) => row.trim())) {
    if (line === '') continue;
    const words = line.split(/\s+/);
    if (words[0] === 'shows') {
      assert.equal(shown(account, words), line, line);
      continue;
    }
    const arrow = words.indexOf('=>');
    const command = commandOf(words.slice(2, arrow), line);
    now = Number(words[1]);
    const { decision, changed } = decide(account, command, now);
    account = applied(account, changed);
    assert.equal(answerText(command, decision), words.slice(arrow + 1).join(' '), line);
  }
  return account;
}

const shown = (account: Account, words: readonly string[]): string => {
  const only = words.includes('bucket') ? Number(words[words.indexOf('bucket') + 1]) : undefined;
  const buckets = account.buckets.filter(({ number }) => only === undefined || number === only);
  const said = words
    .map((word) => PLACES.find((place) => place === word))
    .filter((place) => place !== undefined)
    .map((place) => `${place} ${buckets.reduce((sum, bucket) => sum + bucket[place], 0)}`);
  return ['shows', ...(only === undefined ? [] : [`bucket ${only}`]), ...said].join(' ');
};

function commandOf(words: readonly string[], line: string): Command {
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  const number = (word: string, otherwise: number): number => Number(after(word) ?? otherwise);
  const key = after('key') ?? line;
  const [name = '', first = '', second = ''] = words;
  const limit = {
    tally: 'gifts',
    period: after('period') ?? 'p1',
    maximumCount: number('times', 1_000),
    maximumOctets: octets(number('volume', 1_000_000)),
  };
  switch (name) {
    case 'grant':
      return {
        name,
        accountId: 1,
        key,
        kind: first as Exclude<BucketKind, 'gift'>,
        scope: (after('scope') ?? 'any') as Scope,
        origin: `${first}:story`,
        octets: octets(Number(second)),
        validFrom: number('from', 0),
        expiresAt: number('until', 1_000),
      };
    case 'charge': {
      const [session = '', sequence = '0'] = first.split('#');
      const want = after('want');
      return {
        name,
        accountId: 1,
        session,
        sequence: Number(sequence),
        step: second as 'initial' | 'update' | 'final' | 'event',
        slots: [
          {
            slot: number('slot', 0),
            scope: (after('scope') ?? 'domestic') as Scope,
            usedOctets: octets(number('used', 0)),
            wantedOctets:
              want === undefined ? 'nothing' : want === 'any' ? 'any' : octets(Number(want)),
          },
        ],
        quota: QUOTA,
        holdUntil: number('holding', 1_000_000_000),
      };
    }
    case 'hold':
      return {
        name: 'hold_gift',
        accountId: 1,
        key,
        giftId: first,
        octets: octets(Number(second)),
        givableKinds: (after('kinds') ?? 'plan,pack').split(',') as BucketKind[],
        floorOctets: octets(number('floor', 0)),
        limit,
        usableUntil: number('usable', 0),
        holdUntil: number('holding', 1_000_000_000),
      };
    case 'release':
      return {
        name: 'release_gift',
        accountId: 1,
        key,
        giftId: first,
        uncount: { tally: 'gifts', period: 'p1' },
      };
    case 'settle':
      return { name: 'settle_gift', accountId: 1, key, giftId: first };
    case 'receive':
      return {
        name: 'receive_gift',
        accountId: 1,
        key,
        giftId: first,
        parts: [
          { octets: octets(Number(second)), scope: 'any', expiresAt: number('until', 1_000) },
        ],
        capOctets: octets(number('cap', 1_000_000)),
        limit: { ...limit, tally: 'received' },
      };
    case 'withdraw':
      return { name: 'withdraw_gift', accountId: 1, key, giftId: first };
    case 'take':
      return {
        name: 'withdraw',
        accountId: 1,
        key,
        reason: first as WithdrawReason,
        reference: 'story',
        octets: second === 'all' ? 'all' : octets(Number(second)),
        ...(after('bucket') === undefined ? {} : { fromBuckets: [number('bucket', 0)] }),
      };
    case 'return':
      return {
        name: 'return_gift',
        accountId: 1,
        key,
        giftId: first,
        parts: [{ bucketNumber: number('bucket', 1), octets: octets(Number(second)) }],
        uncount: null,
      };
    case 'lapse':
      return { name, accountId: 1 };
    default:
      throw new Error(`no such call in a story: ${line}`);
  }
}

function answerText(command: Command, decision: Decision): string {
  if (!decision.ok) {
    const { code, ...facts } = decision.refusal;
    const figures = Object.entries(facts).filter(([name]) => name !== 'key' && name !== 'tally');
    return [code, ...figures.map(([name, value]) => `${name} ${String(value)}`)].join(' ');
  }
  return acceptedText(command, decision.answer);
}

function acceptedText(command: Command, answer: Answer): string {
  if ('slots' in answer)
    return answer.slots
      .map(
        (slot) =>
          `grants ${slot.grantedOctets}${slot.last ? ' last' : ''}` +
          (slot.overrunOctets > 0 ? ` overrun ${slot.overrunOctets}` : ''),
      )
      .join(', ');
  if ('parts' in answer)
    return answer.parts.map((part) => `${part.octets} of bucket ${part.bucketNumber}`).join(', ');
  if ('bucketNumber' in answer) return `bucket ${answer.bucketNumber}`;
  if ('bucketNumbers' in answer) return `buckets ${answer.bucketNumbers.join(', ')}`;
  if ('octets' in answer) return `${answer.octets} octets`;
  return command.name === 'lapse' ? 'done' : '';
}
