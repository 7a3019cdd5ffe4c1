// The comparison on a real PostgreSQL: the ledger passes it, and a ledger with a bug does not.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { octets } from '../../src/kernel/public.ts';
import type { ChargeAnswer, Command, Ledger } from '../../src/ledger/public.ts';
import { SEEDS } from '../workload/random.ts';
import { compare, type Comparison } from './compare.ts';
import { inWords } from './report.ts';
import { stageOn } from './stage.ts';

/** Plays on a store of its own, with the ledger as it is or as `spoil` makes it. */
async function played(
  options: { seed: number; commands: number; lines: number },
  spoil: (ledger: Ledger) => Ledger = (ledger) => ledger,
): Promise<Comparison> {
  const store = await openTestStore({ parts: 4 });
  try {
    const stage = stageOn(store);
    return await compare({ ...stage, ledgerOn: (clock) => spoil(stage.ledgerOn(clock)) }, options);
  } finally {
    await store.close();
  }
}

for (const [name, seed] of [
  ['the first seed', 1],
  ['a seed never played before', randomInt(SEEDS)],
] as const)
  test(`twenty thousand commands are answered alike: ${name}`, async (context) => {
    const options = { seed, commands: 20_000, lines: 200 };
    context.diagnostic(`seed ${seed}`);
    const run = await played(options);
    assert.equal(run.difference, undefined, inWords({ ...options, ...run, seconds: 1 }));
    assert.equal(run.conserved, true);
    assert.equal(run.accepted + run.refused + run.stopped, options.commands);
    assert.ok(run.accepted > 10_000 && run.refused > 500 && run.stopped > 5 && run.repeats > 500);
  });

const SPOILED = { seed: 1, commands: 3_000, lines: 50 };

/** A ledger whose `execute` goes through `change`, which may do anything to it. */
const spoiling =
  (change: (command: Command, number: number, ledger: Ledger) => Promise<unknown>) =>
  (ledger: Ledger): Ledger => {
    let number = 0;
    const execute = (command: Command): Promise<unknown> => change(command, (number += 1), ledger);
    return { ...ledger, execute: execute as Ledger['execute'] };
  };

test('one answer that is off by one octet is caught, and named by its number', async () => {
  let spoiledNumber = 0;
  const run = await played(
    SPOILED,
    spoiling(async (command, number, ledger) => {
      const outcome = await ledger.execute(command);
      if (command.name !== 'charge' || !outcome.ok || number < 500 || spoiledNumber > 0)
        return outcome;
      const { slots } = outcome.value as ChargeAnswer;
      const [slot] = slots;
      if (slot === undefined) return outcome;
      spoiledNumber = number;
      return {
        ok: true,
        value: { slots: slots.with(0, { ...slot, grantedOctets: octets(slot.grantedOctets + 1) }) },
      };
    }),
  );
  assert.ok(spoiledNumber > 0);
  assert.equal(run.difference?.about, 'answer');
  assert.equal(run.difference.commandNumber, spoiledNumber);
  const words = inWords({ ...SPOILED, ...run, seconds: 1 });
  assert.match(words, new RegExp(`differs at command ${spoiledNumber}:`));
  assert.match(words, /largesse sim ledger --seed 1 --lines 50 --commands \d+/);
});

test('a repeat that is done twice is caught', async () => {
  const run = await played(
    SPOILED,
    spoiling((command, number, ledger) => {
      // As if a network's second attempt had come with a key of its own.
      const doubles = command.name === 'grant' && number % 7 === 0;
      if (doubles)
        void ledger.execute({ ...command, key: `${command.key} once more` }).catch(() => undefined);
      return ledger.execute(command);
    }),
  );
  assert.notEqual(run.difference, undefined);
});

test('a command that is answered and never done is caught', async () => {
  const run = await played(
    SPOILED,
    spoiling(async (command, number, ledger) => {
      if (command.name !== 'release_gift' || number < 100) return ledger.execute(command);
      const dry = await ledger.execute({ ...command, giftId: 'nobody has it' });
      return dry.ok ? dry : { ok: true, value: { parts: [] } };
    }),
  );
  assert.notEqual(run.difference, undefined);
});

test('a balance that says more than there is is caught, though every answer is right', async () => {
  const run = await played(SPOILED, (ledger) => ({
    ...ledger,
    async balance(accountId) {
      const balance = await ledger.balance(accountId);
      if (!balance.ok || balance.value.availableOctets < 7) return balance;
      const availableOctets = octets(balance.value.availableOctets - 1);
      return { ok: true, value: { ...balance.value, availableOctets } };
    },
  }));
  assert.equal(run.difference?.about, 'balance');
});

test('octets that an audit finds where nobody put them are caught', async () => {
  const run = await played({ ...SPOILED, commands: 300 }, (ledger) => ({
    ...ledger,
    async audit() {
      const report = await ledger.audit();
      const used = String(BigInt(report.octets.used) + 1n);
      return { ...report, octets: { ...report.octets, used } };
    },
  }));
  assert.equal(run.difference?.about, 'totals');
});
