// The carrier under attack: a few lines with more octets than the run can use, and a policy that lets
// them give as often as they like. What is left to go wrong is then only what a crash does.

import { invariant, octets, DAY } from '../../src/kernel/public.ts';
import type { Ground } from '../../src/main/ground.ts';
import type { Line } from '../../src/subscribers/public.ts';

const TERABYTE = 1_000_000_000_000;
const LINES = 12;
const PLAN = 'chaos';
/** Where the octets come from that every line starts with. */
export const PLAN_ORIGIN = 'plan:chaos';
/** Gifts are of 1 to 999 of these. */
export const GIFT_STEP = 100_000;

export type Subscriber = Pick<Line, 'accountId' | 'imsi' | 'msisdn'>;

export const subscribers: readonly Subscriber[] = Array.from({ length: LINES }, (_, index) => ({
  accountId: 20_000 + index,
  imsi: `0010100000005${String(index).padStart(2, '0')}`,
  msisdn: `161355501${String(index).padStart(2, '0')}`, // kept for fiction, as the demo's are
}));

/** Makes the carrier in an empty store. Gifts can be undone for a second. */
export async function seedCarrier({ catalog, directory, ledger, clock }: Ground): Promise<void> {
  const published = await catalog.publishGiftPolicy('standard', 0, {
    giving: {
      minimumOctets: GIFT_STEP,
      maximumOctets: TERABYTE,
      stepOctets: GIFT_STEP,
      floorOctets: 0,
      monthlyCount: 1_000_000,
      monthlyOctets: 1_000 * TERABYTE,
      givableKinds: ['plan'],
    },
    receiving: {
      monthlyCount: 1_000_000,
      monthlyOctets: 1_000 * TERABYTE,
      capOctets: 1_000 * TERABYTE,
    },
    undoWindowSeconds: 1,
    expiry: { rule: 'as_given' },
  });
  invariant(published.ok, 'the policy of the chaos carrier can be published');
  const name = { en: 'Chaos', fr: 'Chaos' };
  await catalog.putPlan({
    id: PLAN,
    name,
    octetsPerCycle: 10 * TERABYTE,
    priceCents: 0,
    mayGive: true,
    mayReceive: true,
  });
  await catalog.putCarrier({
    id: 'chaos',
    name: 'Chaos Mobile',
    timeZone: 'America/Toronto',
    currency: 'CAD',
    country: 'CA',
    homeNetworks: ['00101'],
  });
  const now = clock.now();
  for (const [index, { accountId, imsi, msisdn }] of subscribers.entries()) {
    const holderId = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
    await directory.addHolder({ holderId, name: `Line ${index}` });
    await ledger.openAccount(accountId);
    const added = await directory.addLine({
      accountId,
      holderId,
      planId: PLAN,
      msisdn,
      imsi,
      iccid: `89302990${imsi.slice(-11)}`,
      eid: `8904903200000000000000000${imsi.slice(-7)}`,
      name: `Line ${index}`,
      language: 'en',
      findable: 'number',
      status: 'active',
      cycleDay: 1,
      activatedAt: now,
    });
    invariant(added.ok, 'the numbers of the chaos carrier are its own');
    const granted = await ledger.execute({
      name: 'grant',
      accountId,
      key: PLAN_ORIGIN,
      kind: 'plan',
      scope: 'any',
      origin: PLAN_ORIGIN,
      octets: octets(10 * TERABYTE),
      validFrom: now - DAY,
      expiresAt: now + 30 * DAY,
    });
    invariant(granted.ok, 'a line of the chaos carrier has octets');
  }
}
