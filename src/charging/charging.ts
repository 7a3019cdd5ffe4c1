// The charging core: one for every network door. It knows lines, traffic and quotas, and no protocol.
//
// It keeps nothing of its own: what a session was granted stands in the ledger, and a Fault of the ledger
// goes to the door as it is. What waits, waits in the ledger's bounded lanes.

import type { ChargedPlan, ChargingRules } from '../catalog/public.ts';
import {
  accept,
  MINUTE,
  octets,
  refuse,
  SECOND,
  unreachable,
  type AccountId,
  type Clock,
  type Octets,
} from '../kernel/public.ts';
import type {
  ChargeSlot,
  ChargeSlotAnswer,
  Ledger,
  LedgerRefusal,
  Scope,
} from '../ledger/public.ts';
import type { ServedLine, ServedLines } from '../subscribers/public.ts';
import { availableAt } from './counter-status.ts';
import { finalUnitOf } from './final-unit.ts';
import { DEFAULT_QUOTA, freeSlice, termsOf, type QuotaSettings } from './quota.ts';
import { placeOf, priceOf, SESSION_SLOT, slotOf, type Price } from './rating.ts';
import type {
  Charging,
  ChargingAnswer,
  ChargingRefusal,
  ChargingRequest,
  FinalUnit,
  ServiceAnswer,
  ServiceUsage,
  SubscriberIdentity,
} from './request.ts';
import type { Settings } from './settings.ts';

/** A session is given up this long after its grants lapsed: the last report may be on its way. */
export const REPORT_MARGIN = 10 * MINUTE;

/** Told of what no bucket shows. */
export type ChargingMeter = {
  /** Octets of traffic that costs nothing. */
  free?(usedOctets: Octets): void;
  /** Octets that the network let through beyond all that the line had. */
  overrun?(overrunOctets: Octets): void;
};

type Rated = { readonly service: ServiceUsage; readonly price: Price };

export function createCharging(options: {
  ledger: Pick<Ledger, 'execute' | 'balance'>;
  lines: Pick<ServedLines, 'lineBy'>;
  settings: Settings;
  clock: Clock;
  quota?: QuotaSettings;
  meter?: ChargingMeter;
  /**
   * Told when a line was granted the last that it has for such traffic, or nothing. Must neither wait nor
   * throw: what comes of it reaches the line as any octets that arrive.
   */
  ranShort?: (accountId: AccountId, scope: Scope) => void;
}): Charging {
  const { ledger, lines, settings, clock, meter, ranShort } = options;
  const quota = options.quota ?? DEFAULT_QUOTA;
  const heldFor = quota.validitySeconds * SECOND + REPORT_MARGIN;
  return {
    async hasEnough(subscriber, amount) {
      const line = await lineOf(lines, subscriber);
      const unserved = line === undefined ? undefined : whyNotServed(line);
      if (line === undefined) return refuse({ code: 'user_unknown' });
      if (unserved !== undefined) return refuse(unserved);
      const balance = await ledger.balance(line.accountId);
      return balance.ok
        ? accept(availableAt(balance.value.buckets, clock.now()) >= amount)
        : refuse({ code: 'user_unknown' });
    },
    async charge(request) {
      const line = await lineOf(lines, request.subscriber);
      if (line === undefined) return refuse({ code: 'user_unknown' });
      const known = await settings.current();
      const { rules }: Pick<ChargedPlan, 'rules'> = known.plans.get(line.planId) ?? known;
      const place = placeOf(request.servingNetwork, known, rules);
      const unserved =
        whyNotServed(line) ??
        (place === 'barred' ? ({ code: 'service_denied' } as const) : undefined);
      const opens = request.step === 'initial' || request.step === 'event';
      if (unserved !== undefined && opens) return refuse(unserved);

      const rated = request.services.map((service): Rated => ({
        service,
        price: priceOf(service.ratingGroup, place, known),
      }));
      if (opens && rated.length > 0 && rated.every(({ price }) => price.of === 'unknown'))
        return accept({ services: request.services.map(ratingFailed) });
      const slots = slotsOf(rated, unserved === undefined);
      if (request.step === 'initial' && slots.length > 0 && staysOpen(rated, rules))
        slots.push(NOTHING_WANTED);
      const charged = await ledger.execute({
        name: 'charge',
        accountId: line.accountId,
        session: request.sessionId,
        sequence: request.requestNumber,
        step: request.step,
        slots,
        quota,
        holdUntil: clock.now() + heldFor,
        contact: request.contact,
      });
      if (!charged.ok) return refuse(refusalOf(charged.refusal, request));
      if (meter !== undefined) measure(meter, rated, charged.value.slots);
      if (ranShort !== undefined && unserved === undefined)
        for (const scope of scopesShort(slots, charged.value.slots))
          ranShort(line.accountId, scope);
      if (unserved !== undefined && request.step === 'update') return refuse(unserved);
      const finalUnit = finalUnitOf(rules.finalUnit, line);
      return accept(answerTo(request, rated, charged.value.slots, finalUnit, quota));
    },
  };
}

/** The line that the network names; one that it names twice must be the same line both times. */
async function lineOf(
  lines: Pick<ServedLines, 'lineBy'>,
  { imsi, msisdn }: SubscriberIdentity,
): Promise<ServedLine | undefined> {
  if (imsi !== undefined) {
    const line = await lines.lineBy('imsi', imsi);
    return msisdn === undefined || line?.msisdn === msisdn ? line : undefined;
  }
  return msisdn === undefined ? undefined : lines.lineBy('msisdn', msisdn);
}

function whyNotServed(line: ServedLine): ChargingRefusal | undefined {
  switch (line.status) {
    case 'active':
      return undefined;
    case 'suspended':
      return { code: 'service_denied' };
    case 'closed':
      return { code: 'authorization_rejected' };
    default:
      return unreachable(line.status);
  }
}

const wants = ({ requestedOctets }: ServiceUsage): boolean =>
  requestedOctets !== 'nothing' && requestedOctets !== 0;

/** What of a request the ledger has to do. Traffic that is free never comes to it. */
function slotsOf(rated: readonly Rated[], isServed: boolean): ChargeSlot[] {
  const slots: ChargeSlot[] = [];
  for (const { service, price } of rated)
    if (price.of === 'octets')
      slots.push({
        slot: slotOf(service.ratingGroup),
        scope: price.scope,
        usedOctets: service.usedOctets,
        // A line that is no longer served is charged for what it used, and granted nothing.
        wantedOctets: isServed && wants(service) ? service.requestedOctets : 'nothing',
      });
  return slots;
}

/**
 * Whether a first request opens a session also when the line has nothing left: its free traffic goes on,
 * or it is shown the page where there is more. The ledger would take such a request for refused, and the
 * session for none; a slot that wants nothing tells it otherwise.
 */
const staysOpen = (rated: readonly Rated[], { finalUnit }: ChargingRules): boolean =>
  finalUnit.action !== 'terminate' || rated.some(({ price }) => price.of === 'nothing');

const NOTHING_WANTED: ChargeSlot = {
  slot: SESSION_SLOT,
  scope: 'domestic',
  usedOctets: octets(0),
  wantedOctets: 'nothing',
};

/** The scopes of traffic that wanted octets and got the last of them, or none. */
function scopesShort(
  asked: readonly ChargeSlot[],
  answered: readonly ChargeSlotAnswer[],
): ReadonlySet<Scope> {
  const short = new Set<Scope>();
  for (const { slot, scope, wantedOctets } of asked) {
    if (wantedOctets === 'nothing') continue;
    const answer = answered.find((each) => each.slot === slot);
    if (answer === undefined || answer.last || answer.grantedOctets === 0) short.add(scope);
  }
  return short;
}

function answerTo(
  { step }: ChargingRequest,
  rated: readonly Rated[],
  slots: readonly ChargeSlotAnswer[],
  finalUnit: FinalUnit,
  quota: QuotaSettings,
): ChargingAnswer {
  return {
    services: rated.map(({ service, price }): ServiceAnswer => {
      const { ratingGroup } = service;
      if (price.of === 'unknown') return ratingFailed(service);
      const isAsked = wants(service) && step !== 'final';
      if (price.of === 'nothing' && isAsked)
        return granted(ratingGroup, freeSlice(service, quota), null, quota);
      const slot = slots.find((candidate) => candidate.slot === slotOf(ratingGroup));
      if (slot !== undefined && slot.grantedOctets > 0)
        return granted(ratingGroup, slot.grantedOctets, slot.last ? finalUnit : null, quota);
      if (!isAsked) return { ratingGroup, result: 'settled' };
      const instead = finalUnit.action === 'terminate' ? null : finalUnit;
      return { ratingGroup, result: 'limit_reached', finalUnit: instead };
    }),
  };
}

const granted = (
  ratingGroup: number | null,
  grantedOctets: Octets,
  finalUnit: FinalUnit | null,
  quota: QuotaSettings,
): ServiceAnswer => ({
  ratingGroup,
  result: 'granted',
  grantedOctets,
  ...termsOf(grantedOctets, finalUnit !== null, quota),
  finalUnit,
});

const ratingFailed = ({ ratingGroup }: ServiceUsage): ServiceAnswer => ({
  ratingGroup,
  result: 'rating_failed',
});

function measure(
  meter: ChargingMeter,
  rated: readonly Rated[],
  slots: readonly ChargeSlotAnswer[],
): void {
  for (const { service, price } of rated)
    if (price.of === 'nothing' && service.usedOctets > 0) meter.free?.(service.usedOctets);
  for (const { overrunOctets } of slots) if (overrunOctets > 0) meter.overrun?.(overrunOctets);
}

function refusalOf(refusal: LedgerRefusal, request: ChargingRequest): ChargingRefusal {
  switch (refusal.code) {
    case 'account_unknown':
      return { code: 'user_unknown' };
    case 'session_unknown':
      return { code: 'session_unknown' };
    case 'sequence_passed':
      return { code: 'request_out_of_order', lastRequestNumber: refusal.lastSequence };
    case 'session_exists':
      return { code: 'request_out_of_order', lastRequestNumber: refusal.lastSequence };
    case 'key_reused':
      return { code: 'request_out_of_order', lastRequestNumber: request.requestNumber };
    default:
      return unreachable(refusal as never);
  }
}
