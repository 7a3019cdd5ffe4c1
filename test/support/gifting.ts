// Gifting on a test store, with time in the test's hands and the jobs run when the test says so.

import assert from 'node:assert/strict';
import {
  createGifting,
  recordFee,
  type Gift,
  type GiftFee,
  type Gifting,
  type GiftingPorts,
  type GiftName,
  type GiftRefusal,
} from '../../src/gifting/public.ts';
import {
  createPolicyDesk,
  type GiftPolicy,
  type GiftPolicyBody,
} from '../../src/catalog/public.ts';
import type { Store } from '../../src/db/public.ts';
import { octets, SECOND } from '../../src/kernel/public.ts';
import type { Line } from '../../src/subscribers/public.ts';
import { createTestCarrier, GB, TEST_POLICY, TIME_ZONE, type TestCarrier } from './carrier.ts';
import { openTestStore } from './store.ts';

export const WINDOW = TEST_POLICY.undoWindowSeconds * SECOND;

export type GiftingWorld = {
  readonly carrier: TestCarrier;
  readonly gifting: Gifting;
  readonly store: Store;
  readonly pool: Store['pool'];
  /** What billing was told to collect, in order. */
  readonly charged: readonly GiftFee[];
  /** What people were told, in order. */
  readonly told: readonly string[];
  now(): number;
  /** Puts another version of the policy in force: drafted by one person, published by another. */
  policy(body: GiftPolicyBody, id?: string): Promise<GiftPolicy>;
  pass(milliseconds: number): void;
  setNow(iso: string): void;
  give(
    giver: Line,
    to: Line | string,
    gigabytes: number,
    key?: string,
  ): ReturnType<Gifting['give']>;
  given(giver: Line, to: Line | string, gigabytes: number, key?: string): Promise<Gift>;
  refused(giver: Line, to: Line | string, gigabytes: number, key?: string): Promise<GiftRefusal>;
  /** Lets the undo window of every gift end, and does what the jobs would. */
  windowEnds(): Promise<void>;
  gigabytes(line: Line): Promise<number>;
  /** The gift's state as this line sees it, or the refusal's code. */
  state(line: Line, giftId: string): Promise<string>;
  /** Audits, and drops the store. */
  close(): Promise<void>;
};

export async function createGiftingWorld(
  others: Pick<GiftingPorts, 'emit'> = {},
): Promise<GiftingWorld> {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const clock = { now: () => now };
  const scheduled: GiftName[] = [];
  const told: string[] = [];
  const charged: GiftFee[] = [];
  const store = await openTestStore();
  const carrier = await createTestCarrier(store, clock);
  const { catalog, directory, ledger } = carrier;
  const desk = createPolicyDesk(store, clock);
  const gifting = createGifting({
    store,
    ledger,
    catalog,
    directory,
    clock,
    timeZone: TIME_ZONE,
    country: 'CA',
    ports: {
      ...others,
      schedule: async (client, gift) => {
        await client.query('select 1'); // within the transaction that keeps the gift
        scheduled.push(gift);
      },
      chargeFee: async (client, fee) => {
        await recordFee(store, client, fee);
        charged.push(fee);
      },
      announce: () => undefined,
      tell: (line, news) =>
        told.push(
          `${line.name}: ${news.about} ${'octets' in news ? news.octets : ''} ${'other' in news ? news.other : ''}`,
        ),
    },
  });
  let keys = 0;
  const give: GiftingWorld['give'] = (giver, to, gigabytes, key) => {
    keys += 1;
    return gifting.give({
      giver: giver.accountId,
      toMsisdn: typeof to === 'string' ? to : `+${to.msisdn}`,
      octets: octets(Math.round(gigabytes * GB)),
      key: key ?? `key-${keys}`,
    });
  };
  return {
    carrier,
    gifting,
    store,
    pool: store.pool,
    told,
    charged,
    now: () => now,
    async policy(body, id = 'standard') {
      const drafted = await desk.draft({ policyId: id, author: 'drafter', body });
      assert.ok(drafted.ok, JSON.stringify(drafted));
      const { draftId } = drafted.value;
      now += 1;
      const published = await desk.publish({ draftId, publisher: 'publisher' });
      assert.ok(published.ok, JSON.stringify(published));
      return published.value;
    },
    pass(milliseconds) {
      now += milliseconds;
    },
    setNow(iso) {
      now = Date.parse(iso);
    },
    give,
    async given(...about) {
      const outcome = await give(...about);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      return outcome.value;
    },
    async refused(...about) {
      const outcome = await give(...about);
      assert.ok(!outcome.ok, 'the gift is refused');
      return outcome.refusal;
    },
    async windowEnds() {
      now += WINDOW;
      for (const gift of scheduled.splice(0)) await gifting.advance(gift);
    },
    async gigabytes(line) {
      const balance = await ledger.balance(line.accountId);
      assert.ok(balance.ok);
      return balance.value.availableOctets / GB;
    },
    async state(line, giftId) {
      const gift = await gifting.gift(line.accountId, giftId);
      return gift.ok ? gift.value.state : gift.refusal.code;
    },
    async close() {
      const report = await ledger.audit();
      assert.deepEqual(report.breaks, []);
      assert.equal(report.octets.inTransit, '0');
      await ledger.close();
      await store.close();
    },
  };
}
