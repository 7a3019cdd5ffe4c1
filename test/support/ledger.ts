// Test support: a ledger on a store of its own, with time in the test's hands.

import assert from 'node:assert/strict';
import { DAY, newAccountId, octets, type AccountId } from '../../src/kernel/public.ts';
import {
  createLedger,
  type Charge,
  type Grant,
  type HoldGift,
  type TallyLimit,
} from '../../src/ledger/public.ts';
import { openTestStore } from './store.ts';

/** A hold with one limit. */
export type Holding = Omit<HoldGift, 'limit'> & { readonly limit: TallyLimit };

export async function openTestLedger() {
  const time = { now: Date.parse('2026-11-22T12:00:00Z') };
  const clock = { now: () => time.now };
  const store = await openTestStore({ parts: 4 });
  const ledger = createLedger({ store, clock });
  const granting = (accountId: AccountId, amount: number, more: Partial<Grant> = {}): Grant => ({
    name: 'grant',
    accountId,
    key: 'first',
    kind: 'plan',
    scope: 'any',
    origin: 'plan:test',
    octets: octets(amount),
    validFrom: time.now,
    expiresAt: time.now + 30 * DAY,
    ...more,
  });
  const charging = (
    accountId: AccountId,
    session: string,
    sequence: number,
    step: Charge['step'],
    used: number,
    want: number,
  ): Charge => ({
    name: 'charge',
    accountId,
    session,
    sequence,
    step,
    slots: [
      {
        slot: 1,
        scope: 'domestic',
        usedOctets: octets(used),
        wantedOctets: want === 0 ? 'nothing' : octets(want),
      },
    ],
    quota: { smallestOctets: octets(1), largestOctets: octets(1_000_000), shareDivisor: 1 },
    holdUntil: time.now + DAY,
  });
  const holding = (accountId: AccountId, giftId: string, amount: number): Holding => ({
    name: 'hold_gift',
    accountId,
    key: `gift:${giftId}:hold`,
    giftId,
    octets: octets(amount),
    givableKinds: ['plan'],
    floorOctets: octets(0),
    limit: {
      tally: 'given',
      period: '2026-11',
      maximumCount: 1_000,
      maximumOctets: octets(1_000_000_000),
    },
    usableUntil: time.now,
    holdUntil: time.now + DAY,
  });

  const account = async (amount: number): Promise<AccountId> => {
    const id = newAccountId();
    await ledger.openAccount(id);
    if (amount > 0) assert.ok((await ledger.execute(granting(id, amount))).ok);
    return id;
  };
  const granted = async (command: Charge): Promise<number> => {
    const outcome = await ledger.execute(command);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.value.slots[0]?.grantedOctets ?? -1;
  };
  const available = async (id: AccountId): Promise<number> => {
    const balance = await ledger.balance(id);
    assert.ok(balance.ok);
    return balance.value.availableOctets;
  };
  const audited = async (): Promise<void> => {
    const report = await ledger.audit();
    assert.deepEqual(report.breaks, []);
    assert.equal(report.conserved, true);
  };
  const close = async (): Promise<void> => {
    await ledger.close();
    await store.close();
  };
  return {
    time,
    clock,
    store,
    ledger,
    granting,
    charging,
    holding,
    account,
    granted,
    available,
    audited,
    close,
  };
}
