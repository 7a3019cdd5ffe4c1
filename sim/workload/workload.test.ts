import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, LedgerRefusal } from '../../src/ledger/public.ts';
import type { Answered } from '../oracle/answered.ts';
import { createOracle } from '../oracle/oracle.ts';
import { createRandom, createSkew } from './random.ts';
import { createWorkload } from './workload.ts';

/** Plays a workload on the second ledger alone. */
function* playing(seed: number, commands: number) {
  const oracle = createOracle();
  const workload = createWorkload({ seed, lines: 100 });
  for (const accountId of workload.accountIds) oracle.openAccount(accountId);
  let now = 0;
  for (let done = 0; done < commands;) {
    const wave = workload.nextWave(now);
    now = wave.at;
    if (wave.sweepsFirst) oracle.sweep(now);
    for (let index = 0; index < wave.commands && done < commands; index += 1, done += 1) {
      const command = workload.next(now);
      const answered = oracle.execute(command, now);
      workload.heard(command, answered, now);
      yield { command, answered };
    }
  }
}

const drawn = (seed: number, commands: number): Command[] =>
  [...playing(seed, commands)].map(({ command }) => command);

test('a seed plays the same commands again, and a longer run begins with a shorter one', () => {
  const first = drawn(42, 3_000);
  assert.deepEqual(drawn(42, 3_000), first);
  assert.deepEqual(drawn(42, 4_000).slice(0, 3_000), first);
  assert.notDeepEqual(drawn(43, 3_000), first);
});

const REPEATABLE = [
  'grant',
  'charge initial',
  'charge update',
  'charge final',
  'charge event',
  'hold_gift',
  'release_gift',
  'settle_gift',
  'receive_gift',
  'withdraw_gift',
  'return_gift',
  'withdraw',
];
const STOPPABLE = ['grant', 'charge initial', 'return_gift'];
/** Every code that there is: the compiler misses one that is left out. */
const REFUSALS = Object.keys({
  account_unknown: true,
  key_reused: true,
  sequence_passed: true,
  session_exists: true,
  session_unknown: true,
  nothing_to_move: true,
  already_expired: true,
  hold_exists: true,
  hold_unknown: true,
  hold_ended: true,
  balance_too_low: true,
  floor_broken: true,
  cap_reached: true,
  tally_count_reached: true,
  tally_octets_reached: true,
} satisfies { [code in LedgerRefusal['code']]: true });

test('every command and every refusal comes up, each command also as a repeat', () => {
  const seen = new Set<string>();
  for (const { command, answered } of playing(7, 40_000)) {
    const name = command.name === 'charge' ? `charge ${command.step}` : command.name;
    seen.add(`${name} ${answered.kind}`);
    if (answered.kind === 'accepted' && answered.repeat === true) seen.add(`${name} repeat`);
    if (answered.kind === 'refused') seen.add((answered.refusal as { code: string }).code);
  }
  const expected = [
    ...REPEATABLE.flatMap((name) => [`${name} accepted`, `${name} repeat`]),
    ...STOPPABLE.map((name) => `${name} stopped`),
    ...REFUSALS,
  ];
  assert.deepEqual(
    expected.filter((one) => !seen.has(one)),
    [],
  );
});

test('the clock stands still, goes on by moments, and jumps by weeks', () => {
  const workload = createWorkload({ seed: 7, lines: 10 });
  const waits: number[] = [];
  for (let now = 0; waits.length < 2_000;) {
    const { at } = workload.nextWave(now);
    waits.push(at - now);
    now = at;
  }
  assert.ok(waits.includes(0));
  assert.ok(waits.some((wait) => wait > 0 && wait < 2_000));
  assert.ok(waits.some((wait) => wait > 14 * 86_400_000));
});

test('a few lines make most of the traffic', () => {
  const counts = new Map<number, number>();
  for (const { accountId } of drawn(7, 20_000))
    counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  const busiest = [...counts.values()].toSorted((left, right) => right - left).slice(0, 10);
  assert.ok(busiest.reduce((sum, count) => sum + count) > 20_000 * 0.5);
  assert.ok(counts.size > 90);
});

test('a skewed draw takes place n as often as 1 / (n + 1), and never leaves its range', () => {
  const draw = createSkew(createRandom(5), 100);
  const counts = Array.from({ length: 100 }, () => 0);
  for (let round = 0; round < 100_000; round += 1) {
    const place = draw();
    counts[place] = (counts[place] ?? Number.NaN) + 1;
  }
  const share = (place: number): number => (counts[place] ?? 0) / 100_000;
  // The hundredth harmonic number is 5.187.
  assert.ok(Math.abs(share(0) - 1 / 5.187) < 0.01);
  assert.ok(Math.abs(share(9) - 0.1 / 5.187) < 0.005);
  assert.ok(!counts.some(Number.isNaN));
});

test('a client that does not hear an answer sends the same again', () => {
  const sent = new Map<string, { answered: Answered; times: number }>();
  for (const { command, answered } of playing(7, 20_000)) {
    if (command.name !== 'settle_gift' || answered.kind !== 'accepted') continue;
    const times = (sent.get(command.key)?.times ?? 0) + 1;
    sent.set(command.key, { answered, times });
  }
  assert.ok([...sent.values()].some(({ times }) => times === 2));
  assert.ok([...sent.values()].some(({ times }) => times > 2));
});
