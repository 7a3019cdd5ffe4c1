// The verdict itself is held to account: on a store with a real ledger it finds what is missing and what
// stands twice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Gift } from '../../src/gifting/public.ts';
import { accept, octets, systemClock } from '../../src/kernel/public.ts';
import { createLedger, giftOrigin, type Ledger } from '../../src/ledger/public.ts';
import type { Store } from '../../src/db/public.ts';
import { openTestStore } from '../../test/support/store.ts';
import { PLAN_ORIGIN, subscribers } from './carrier.ts';
import type { GiftTold } from './record.ts';
import { judge, type Verdict } from './verdict.ts';

const [giver, receiver] = subscribers;
assert.ok(giver !== undefined && receiver !== undefined);
const USED = 5_000;
const GIVEN = 700_000;

let store: Store;
let ledger: Ledger;
before(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: systemClock });
  for (const { accountId } of subscribers) await ledger.openAccount(accountId);
  await grant(giver.accountId, 'plan', PLAN_ORIGIN, 1_000_000);
  await grant(receiver.accountId, 'bonus', giftOrigin('one'), GIVEN);
  const charged = await ledger.execute({
    name: 'charge',
    accountId: giver.accountId,
    session: 'used',
    sequence: 0,
    step: 'event',
    slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(USED), wantedOctets: 'nothing' }],
    quota: { smallestOctets: octets(1), largestOctets: octets(1), shareDivisor: 1 },
    holdUntil: systemClock.now() + 1_000,
  });
  assert.ok(charged.ok);
});
after(async () => {
  await ledger.close();
  await store.close();
});

async function grant(accountId: number, kind: 'plan' | 'bonus', origin: string, amount: number) {
  const granted = await ledger.execute({
    name: 'grant',
    accountId,
    key: origin,
    kind,
    scope: 'any',
    origin,
    octets: octets(amount),
    validFrom: 0,
    expiresAt: systemClock.now() + 1_000_000,
  });
  assert.ok(granted.ok);
}

const told: GiftTold = {
  id: 'one',
  giver: giver.msisdn,
  receiver: receiver.msisdn,
  octets: GIVEN,
  undo: 'not_asked',
};
const kept = {
  id: 'one',
  giver: giver.accountId,
  receiver: receiver.accountId,
  octets: GIVEN,
  state: 'delivered',
} as Gift;

/** What is missing and doubled, as counts, for gifts that are kept and what was acknowledged. */
async function verdictOn(
  gifts: readonly Gift[],
  acknowledged: { used?: number; gifts?: readonly GiftTold[] },
): Promise<{ [found in keyof Verdict]: number }> {
  const { missing, doubled } = await judge(
    { ledger, gifting: { gifts: async () => gifts, gift: async () => accept(kept) } as never },
    {
      chargedOctets: new Map([[giver?.imsi ?? '', acknowledged.used ?? USED]]),
      gifts: new Map((acknowledged.gifts ?? [told]).map((gift) => [gift.id, gift])),
    },
  );
  return { missing: missing.length, doubled: doubled.length };
}

test('a store that has what was acknowledged is found whole', async () => {
  assert.deepEqual(await verdictOn([kept], {}), { missing: 0, doubled: 0 });
});

test('octets acknowledged and not charged are missing; charged beyond that, doubled', async () => {
  assert.deepEqual(await verdictOn([kept], { used: USED + 1 }), { missing: 1, doubled: 0 });
  assert.deepEqual(await verdictOn([kept], { used: USED - 1 }), { missing: 0, doubled: 1 });
});

test('a gift acknowledged and not there is missing; one that nobody was told of is doubled', async () => {
  assert.deepEqual(await verdictOn([], {}), { missing: 1, doubled: 0 });
  assert.deepEqual(await verdictOn([kept], { gifts: [] }), { missing: 0, doubled: 1 });
});

test('a gift of another amount, state or arrival than was acknowledged is missing', async () => {
  const wrong: [Partial<Gift>, Partial<GiftTold>][] = [
    [{ octets: octets(1) }, {}],
    [{ receiver: giver.accountId }, {}],
    [{ state: 'undone' }, {}],
    [{ state: 'held' }, { undo: 'either' }],
    [{}, { undo: 'done' }],
    [{ state: 'undone' }, { undo: 'done' }], // undone, and yet its octets arrived
    [{ octets: octets(2) }, { octets: 2 }], // another amount arrived
  ];
  for (const [gift, said] of wrong)
    assert.deepEqual(
      await verdictOn([{ ...kept, ...gift }], { gifts: [{ ...told, ...said }] }),
      { missing: 1, doubled: 0 },
      JSON.stringify([gift, said]),
    );
});
