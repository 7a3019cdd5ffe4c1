// A small carrier on a test store: two plans, one policy, and lines as a test needs them.

import { createCatalog, type Catalog, type GiftPolicyBody } from '../../src/catalog/public.ts';
import type { Store } from '../../src/db/public.ts';
import { DAY, newAccountId, newId, octets, type Clock } from '../../src/kernel/public.ts';
import {
  createLedger,
  type AccountChange,
  type BucketKind,
  type Ledger,
  type Scope,
} from '../../src/ledger/public.ts';
import { createDirectory, type Directory, type Line } from '../../src/subscribers/public.ts';

export const GB = 1_000_000_000;

export const TEST_POLICY: GiftPolicyBody = {
  giving: {
    minimumOctets: 100_000_000,
    maximumOctets: 5 * GB,
    stepOctets: 100_000_000,
    floorOctets: 500_000_000,
    monthlyCount: 5,
    monthlyOctets: 10 * GB,
    givableKinds: ['plan', 'pack'],
  },
  receiving: { monthlyCount: 10, monthlyOctets: 12 * GB, capOctets: 8 * GB },
  undoWindowSeconds: 60,
  expiry: { rule: 'as_given' },
};

export type TestCarrier = {
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly ledger: Ledger;
  /** Adds a line, with octets of the plan when it is given any. */
  line(about?: Partial<Line> & { gigabytes?: number }): Promise<Line>;
  grant(
    line: Line,
    gigabytes: number,
    about?: { kind?: Exclude<BucketKind, 'gift'>; scope?: Scope; days?: number },
  ): Promise<void>;
};

export const TIME_ZONE = 'America/Toronto';

export async function createTestCarrier(
  store: Store,
  clock: Clock,
  policy: GiftPolicyBody = TEST_POLICY,
  changed?: (changes: readonly AccountChange[]) => void,
): Promise<TestCarrier> {
  const catalog = createCatalog(store);
  const directory = createDirectory(store, clock);
  const ledger = createLedger({ store, clock, ...(changed === undefined ? {} : { changed }) });
  await catalog.putCarrier({
    id: 'test',
    name: 'Test Mobile',
    timeZone: TIME_ZONE,
    currency: 'CAD',
    country: 'CA',
    homeNetworks: ['00101'],
  });
  for (const [id, mayGive] of [
    ['giving', true],
    ['receiving-only', false],
  ] as const)
    await catalog.putPlan({
      id,
      name: { en: 'Plan', fr: 'Forfait' },
      octetsPerCycle: 20 * GB,
      priceCents: 4_000,
      mayGive,
      mayReceive: true,
    });
  await catalog.putRatingGroup({
    ratingGroup: 1,
    name: { en: 'Internet', fr: 'Internet' },
    scope: 'by_location',
  });
  await catalog.putRatingGroup({
    ratingGroup: 9,
    name: { en: 'Hotspot', fr: 'Partage de connexion' },
    scope: 'hotspot',
  });
  const published = await catalog.publishGiftPolicy('standard', 0, policy);
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));

  let lines = 0;
  let grants = 0;
  const grant: TestCarrier['grant'] = async (line, gigabytes, about = {}) => {
    grants += 1;
    const granted = await ledger.execute({
      name: 'grant',
      accountId: line.accountId,
      key: `grant-${grants}`,
      kind: about.kind ?? 'plan',
      scope: about.scope ?? 'any',
      origin: 'plan:giving',
      octets: octets(Math.round(gigabytes * GB)),
      validFrom: clock.now(),
      expiresAt: clock.now() + (about.days ?? 20) * DAY,
    });
    if (!granted.ok) throw new Error(JSON.stringify(granted.refusal));
  };
  return {
    catalog,
    directory,
    ledger,
    grant,
    async line({ gigabytes, ...about } = {}) {
      lines += 1;
      const digits = lines.toString().padStart(4, '0');
      const line: Line = {
        accountId: newAccountId(),
        holderId: newId(clock.now()),
        planId: 'giving',
        msisdn: `1613555${digits}`,
        imsi: `00101000001${digits}`,
        iccid: `8900101000000000${digits}`,
        eid: `8904903200000000000000000000${digits}`,
        name: `Person Number${lines}`,
        language: 'en',
        findable: 'number',
        status: 'active',
        cycleDay: 1,
        activatedAt: clock.now() - 100 * DAY,
        ...about,
      };
      await ledger.openAccount(line.accountId);
      await directory.addHolder({ holderId: line.holderId, name: line.name });
      const added = await directory.addLine(line);
      if (!added.ok) throw new Error(JSON.stringify(added.refusal));
      if (gigabytes !== undefined) await grant(line, gigabytes);
      return line;
    },
  };
}
