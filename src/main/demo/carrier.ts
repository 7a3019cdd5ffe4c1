// A carrier to try Largesse with: a few plans, families and lines with balances as they are in the middle
// of a month. Seeding again changes nothing, except that a new billing cycle brings its new octets.

import {
  createPackCatalog,
  cycleAt,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
  type Pack,
  type Plan,
} from '../../catalog/public.ts';
import {
  accept,
  DAY,
  invariant,
  octets,
  refuse,
  type AccountId,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Ground } from '../ground.ts';
import { DEMO_LINES, type DemoLine } from './lines.ts';

export const DEMO_CARRIER_ID = 'aurora';
const GB = 1_000_000_000;
const TIME_ZONE = 'America/Toronto';

const PLANS: readonly Plan[] = [
  plan('tablet-10', 'Tablet 10 GB', 'Tablette 10 Go', 10, 1_500, false),
  plan('essential-5', 'Essential 5 GB', 'Essentiel 5 Go', 5, 2_500, true),
  plan('plus-20', 'Plus 20 GB', 'Plus 20 Go', 20, 4_000, true),
  plan('max-60', 'Max 60 GB', 'Max 60 Go', 60, 6_000, true),
];

const PACKS: readonly Pack[] = [
  pack('day-1', '1 GB for a day', '1 Go pour un jour', 1, 1, 400),
  pack('week-3', '3 GB for a week', '3 Go pour une semaine', 3, 7, 1_000),
  pack('month-10', '10 GB for 30 days', '10 Go pour 30 jours', 10, 30, 2_500),
];

function pack(
  id: string,
  en: string,
  fr: string,
  gigabytes: number,
  validityDays: number,
  priceCents: number,
): Pack {
  const octetsOf = gigabytes * GB;
  return {
    id,
    name: { en, fr },
    octets: octetsOf,
    scope: 'any',
    validityDays,
    priceCents,
    isSold: true,
  };
}

function plan(
  id: string,
  en: string,
  fr: string,
  gigabytes: number,
  priceCents: number,
  mayGive: boolean,
): Plan {
  const octetsPerCycle = gigabytes * GB;
  return { id, name: { en, fr }, octetsPerCycle, priceCents, mayGive, mayReceive: true };
}

const TO_MANY = { maximumOctets: 20 * GB, monthlyCount: 50, monthlyOctets: 60 * GB };
const FOR_MANY = {
  monthlyCount: 100_000,
  monthlyOctets: 1_000_000 * GB,
  capOctets: 1_000_000 * GB,
};

export const demoPolicy = (undoWindowSeconds: number): GiftPolicyBody => ({
  giving: {
    minimumOctets: GB / 10,
    maximumOctets: 5 * GB,
    stepOctets: GB / 10,
    floorOctets: GB,
    monthlyCount: 10,
    monthlyOctets: 15 * GB,
    givableKinds: ['plan', 'pack'],
  },
  receiving: { monthlyCount: 20, monthlyOctets: 20 * GB, capOctets: 20 * GB },
  undoWindowSeconds,
  expiry: { rule: 'as_given' },
  byWay: {
    // What a family puts in its pool, and anybody in a tank, is counted apart from gifts to people; and a
    // pool may have more than a line.
    family: { countedApart: true, giving: TO_MANY, receiving: FOR_MANY },
    tank: { countedApart: true, giving: TO_MANY, receiving: FOR_MANY },
  },
});

export type Seeded = { readonly lines: readonly Line[]; readonly granted: number };

/** Refuses a policy that contradicts itself, as publishing one does. */
export async function seedDemoCarrier(
  ground: Ground,
  { undoWindowSeconds }: { readonly undoWindowSeconds: number },
): Promise<Result<Seeded, GiftPolicyRefusal>> {
  const { catalog, clock, directory, ledger } = ground;
  const now = clock.now();
  if ((await catalog.carrier()) === undefined) {
    const published = await catalog.publishGiftPolicy('standard', 0, demoPolicy(undoWindowSeconds));
    if (!published.ok) return refuse(published.refusal);
    for (const each of PLANS) await catalog.putPlan(each);
    const packs = createPackCatalog(ground.store);
    for (const each of PACKS) await packs.putPack(each);
    await catalog.putRatingGroup({
      ratingGroup: 1,
      name: { en: 'Internet', fr: 'Internet' },
      scope: 'by_location',
    });
    await catalog.putRatingGroup({
      ratingGroup: 2,
      name: { en: 'Hotspot', fr: 'Partage de connexion' },
      scope: 'hotspot',
    });
    await catalog.putRatingGroup({
      ratingGroup: 3,
      name: { en: 'Aurora’s own app', fr: 'L’application d’Aurora' },
      scope: 'free',
    });
    await catalog.putCarrier({
      id: DEMO_CARRIER_ID,
      name: 'Aurora Mobile',
      timeZone: TIME_ZONE,
      currency: 'CAD',
      country: 'CA',
      homeNetworks: ['00101', '302990'],
    });
  }
  const lines: Line[] = [];
  let granted = 0;
  for (const about of DEMO_LINES) {
    const line = await findOrAddLine(ground, about, now);
    await directory.addHolder({ holderId: line.holderId, name: about.holder.name });
    granted += await grantCycle(ground, line, about, now);
    lines.push(line);
  }
  await ledger.sweep();
  return accept({ lines, granted });
}

async function findOrAddLine(ground: Ground, about: DemoLine, now: Instant): Promise<Line> {
  const { directory, ledger } = ground;
  const known = await directory.lineBy('imsi', about.imsi);
  if (known !== undefined) return known;
  const line: Line = {
    accountId: accountIdOf(about),
    holderId: about.holder.id,
    planId: about.planId,
    msisdn: about.msisdn,
    imsi: about.imsi,
    iccid: `89302990${about.imsi.slice(-11)}`,
    eid: `8904903200000000000000000${about.imsi.slice(-7)}`,
    name: about.name,
    language: about.language,
    findable: about.findable,
    status: about.status,
    // The billing cycle began some days ago, so that there is a month to look at and time to give in.
    cycleDay: dayOfMonth(now - about.cycleBeganDaysAgo * DAY),
    activatedAt: now - 400 * DAY,
  };
  await ledger.openAccount(line.accountId);
  const added = await directory.addLine(line);
  invariant(added.ok, 'the demo’s numbers are its own');
  return line;
}

/** The same in every demo store, so that its lines can be named in documents. */
const accountIdOf = (about: DemoLine): AccountId => 10_000 + Number(about.imsi.slice(-4));

function dayOfMonth(at: Instant): number {
  return Number(
    new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, day: 'numeric' }).format(at),
  );
}

/** Grants a line what this cycle brings it, and lets it use of that what it is said to have used. */
async function grantCycle(
  { ledger, clock }: Ground,
  line: Line,
  about: DemoLine,
  now: Instant,
): Promise<number> {
  const cycle = cycleAt(now, line.cycleDay, TIME_ZONE);
  const planned = PLANS.find(({ id }) => id === line.planId);
  invariant(planned !== undefined, 'a demo line is on a demo plan');
  const origin = `plan:${line.planId}:${cycle.startsOn}`;
  const [inThisCycle] = await ledger.use(line.accountId, [origin]);
  if (inThisCycle !== undefined) return 0;
  const granted = await ledger.execute({
    name: 'grant',
    accountId: line.accountId,
    key: origin,
    kind: 'plan',
    scope: 'any',
    origin,
    octets: octets(planned.octetsPerCycle),
    validFrom: cycle.startsAt,
    expiresAt: cycle.endsAt,
  });
  invariant(granted.ok, 'a cycle that has begun can be granted');
  for (const extra of about.extras)
    await ledger.execute({
      name: 'grant',
      accountId: line.accountId,
      key: `${extra.origin}:${cycle.startsOn}`,
      kind: extra.kind,
      scope: extra.scope,
      origin: extra.origin,
      octets: octets(extra.gigabytes * GB),
      validFrom: cycle.startsAt,
      expiresAt: cycle.endsAt + extra.daysBeyondCycle * DAY,
    });
  if (about.usedGigabytes > 0)
    await ledger.execute({
      name: 'charge',
      accountId: line.accountId,
      session: `demo:${origin}`,
      sequence: 0,
      step: 'event',
      slots: [
        {
          slot: 1,
          scope: 'domestic',
          usedOctets: octets(Math.round(about.usedGigabytes * GB)),
          wantedOctets: 'nothing',
        },
      ],
      quota: { smallestOctets: octets(1), largestOctets: octets(1), shareDivisor: 1 },
      holdUntil: clock.now(),
    });
  return 1 + about.extras.length;
}
