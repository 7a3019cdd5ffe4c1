// What the app shows of what we know: the other side of a gift only masked, a gift's receiver only what
// happened to them.

import type { Static } from 'typebox';
import { cycleAt } from '../../catalog/public.ts';
import { receiptNumber, type Allowance, type Gift, type Preview } from '../../gifting/public.ts';
import type { AccountId, Instant } from '../../kernel/public.ts';
import { giftOrigin } from '../../ledger/public.ts';
import { maskedMsisdn, maskedName, type Line } from '../../subscribers/public.ts';
import type {
  BalanceBody,
  GiftBody,
  LineBody,
  MonthlyBody,
  OtherBody,
  PolicyBody,
  PreviewBody,
} from './schemas.ts';
import type { AppServices } from './services.ts';

export const iso = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/** What lines share has a name that its people know, and no number. */
export const masked = (line: Pick<Line, 'name' | 'msisdn'>): Static<typeof OtherBody> =>
  line.msisdn === ''
    ? { maskedName: line.name, maskedMsisdn: '' }
    : { maskedName: maskedName(line.name), maskedMsisdn: maskedMsisdn(line.msisdn) };

export async function lineView(
  services: AppServices,
  line: Line,
): Promise<Static<typeof LineBody>> {
  const { catalog, carrier, clock } = services;
  const plan = (await catalog.plans()).find(({ id }) => id === line.planId);
  const { startsOn, endsOn } = cycleAt(clock.now(), line.cycleDay, carrier.timeZone);
  return {
    msisdn: `+${line.msisdn}`,
    name: line.name,
    plan: { name: plan?.name[line.language === 'fr' ? 'fr' : 'en'] ?? line.planId },
    language: line.language,
    findable: line.findable,
    cycle: { startsOn, endsOn },
    timeZone: carrier.timeZone,
    currency: carrier.currency,
  };
}

export async function balanceView(
  services: AppServices,
  accountId: AccountId,
): Promise<Static<typeof BalanceBody>> {
  const balance = await services.ledger.balance(accountId);
  if (!balance.ok) throw new Error('a line has an account');
  const { availableOctets, heldOctets, asOf, buckets } = balance.value;
  return {
    availableOctets,
    heldOctets,
    asOf: iso(asOf),
    buckets: await Promise.all(
      buckets.map(async (bucket) => ({
        number: bucket.number,
        kind: bucket.kind,
        scope: bucket.scope,
        expiresAt: iso(bucket.expiresAt),
        grantedOctets: bucket.granted,
        availableOctets: bucket.available,
        heldOctets: bucket.held,
        usedOctets: bucket.used,
        givenOctets: bucket.given,
        from: bucket.kind === 'gift' ? await giverOf(services, accountId, bucket.origin) : null,
      })),
    ),
  };
}

async function giverOf(
  { gifting, directory }: AppServices,
  accountId: AccountId,
  origin: string,
): Promise<string | null> {
  const gift = await gifting.gift(accountId, origin.slice(giftOrigin('').length));
  const giver = gift.ok ? await directory.line(gift.value.giver) : undefined;
  return giver === undefined ? null : masked(giver).maskedName;
}

const monthlyView = ({ policy, usedCount, usedOctets }: Allowance): Static<typeof MonthlyBody> => ({
  count: { limit: policy.giving.monthlyCount, used: usedCount },
  octets: { limit: policy.giving.monthlyOctets, used: usedOctets },
});

export function policyView(allowance: Allowance): Static<typeof PolicyBody> {
  const { giving, undoWindowSeconds } = allowance.policy;
  return {
    minimumOctets: giving.minimumOctets,
    maximumOctets: giving.maximumOctets,
    stepOctets: giving.stepOctets,
    floorOctets: giving.floorOctets,
    undoWindowSeconds,
    monthly: monthlyView(allowance),
    givableOctets: allowance.givableOctets,
    limits: [...allowance.limits],
  };
}

export function previewView(preview: Preview, allowance: Allowance): Static<typeof PreviewBody> {
  return {
    octets: preview.octets,
    receiver: masked(preview.receiver),
    giver: {
      availableOctets: preview.giver.balance.availableOctets,
      keepsOctets: preview.keepsOctets,
      monthly: monthlyView(allowance),
    },
    // A preview that would not fit is refused, so one that is shown does.
    receiverLimits: {
      monthlyOctets: { limit: preview.rules.receiving.monthlyOctets, fits: true },
    },
    parts: preview.sources.map((source) => ({
      octets: source.octets,
      expiresAt: iso(source.expiresAt),
    })),
    expiresAt: iso(preview.expiresAt),
    undoWindowSeconds: preview.policy.undoWindowSeconds,
    feeCents: preview.feeCents,
    limits: [...preview.limits],
    needs: [...preview.needs],
    toShow: [],
    next: preview.next.map(({ what, at }) => ({ what, at: isoOrNull(at) })),
  };
}

export async function giftView(
  services: AppServices,
  viewer: AccountId,
  gift: Gift,
): Promise<Static<typeof GiftBody>> {
  const given = gift.giver === viewer;
  const [other, uses] = await Promise.all([
    services.directory.line(given ? gift.receiver : gift.giver),
    given ? [] : services.ledger.use(viewer, [giftOrigin(gift.id)]),
  ]);
  if (other === undefined) throw new Error('both sides of a gift are lines');
  const isHeld = gift.state === 'asked' || gift.state === 'held';
  const [use] = uses;
  return {
    id: gift.id,
    direction: given ? 'given' : 'received',
    octets: gift.octets,
    state: gift.state,
    other: masked(other),
    askedAt: iso(gift.askedAt),
    undoUntil: given ? iso(gift.undoUntil) : null,
    deliveredAt: isoOrNull(gift.deliveredAt),
    endedAt: isoOrNull(gift.endedAt),
    expiresAt: isoOrNull(gift.expiresAt),
    returnedOctets: gift.returnedOctets,
    // How much of it is used is the receiver's to know.
    usedOctets: use?.usedOctets ?? null,
    reason: gift.reason,
    // What giving costs is the giver's to know, and is due once it has arrived.
    feeCents: given ? gift.feeCents : 0,
    receipt: receiptNumber(gift.id),
    proofs: given ? (gift.facts?.proofs ?? []).map(({ kind, at }) => ({ kind, at: iso(at) })) : [],
    canUndo: given && isHeld && services.clock.now() < gift.undoUntil,
    canDecline: !given && gift.state === 'delivered' && (use?.availableOctets ?? 0) > 0,
    policy: { id: gift.policyId, version: gift.policyVersion },
  };
}
