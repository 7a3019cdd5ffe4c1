// The charging core: one for every network door. It knows lines, traffic and quotas, and no protocol.

import type { Rating } from './rating.ts';
import { scopeOf, slotOf } from './rating.ts';
import {
  accept,
  HOUR,
  MINUTE,
  octets,
  refuse,
  SECOND,
  unreachable,
  type Clock,
} from '../kernel/public.ts';
import type { ChargeSlotAnswer, Ledger, LedgerRefusal, QuotaRule } from '../ledger/public.ts';
import type { Directory, Line } from '../subscribers/public.ts';
import type {
  Charging,
  ChargingAnswer,
  ChargingRefusal,
  ChargingRequest,
  ServiceAnswer,
  ServiceUsage,
  SubscriberIdentity,
} from './request.ts';

export type QuotaSettings = QuotaRule & {
  /** How long a grant is good for when nothing is reported. */
  readonly validitySeconds: number;
};

/**
 * An eighth of what is available at once, from 1 MB to 1 GB. What a network element lets through beyond
 * its grants is at most what it forwards between two reports: about one slice, so at most 1 MB when a
 * line is nearly empty.
 */
export const DEFAULT_QUOTA: QuotaSettings = {
  smallestOctets: octets(1_000_000),
  largestOctets: octets(1_000_000_000),
  shareDivisor: 8,
  validitySeconds: HOUR / SECOND,
};

/** A session is given up this long after its grants lapsed: the last report may be on its way. */
const REPORT_MARGIN = 10 * MINUTE;

export function createCharging(options: {
  ledger: Ledger;
  directory: Pick<Directory, 'lineBy'>;
  clock: Clock;
  rating: Rating;
  quota?: QuotaSettings;
}): Charging {
  const { ledger, directory, clock, rating } = options;
  const quota = options.quota ?? DEFAULT_QUOTA;
  return {
    async hasEnough(subscriber, amount) {
      const line = await lineOf(directory, subscriber);
      const unserved = line === undefined ? undefined : whyNotServed(line);
      if (line === undefined) return refuse({ code: 'user_unknown' });
      if (unserved !== undefined) return refuse(unserved);
      const balance = await ledger.balance(line.accountId);
      return balance.ok
        ? accept(balance.value.availableOctets >= amount)
        : refuse({ code: 'user_unknown' });
    },
    async charge(request) {
      const line = await lineOf(directory, request.subscriber);
      if (line === undefined) return refuse({ code: 'user_unknown' });
      const unserved = whyNotServed(line);
      const opens = request.step === 'initial' || request.step === 'event';
      if (unserved !== undefined && opens) return refuse(unserved);

      const rated = request.services.flatMap((service) => {
        const scope = scopeOf(service.ratingGroup, request.servingNetwork, rating);
        return scope === undefined ? [] : [{ service, scope }];
      });
      if (opens && rated.length === 0 && request.services.length > 0)
        return accept({ services: request.services.map(ratingFailed) });
      const charged = await ledger.execute({
        name: 'charge',
        accountId: line.accountId,
        session: request.sessionId,
        sequence: request.requestNumber,
        step: request.step,
        slots: rated.map(({ service, scope }) => ({
          slot: slotOf(service.ratingGroup),
          scope,
          usedOctets: service.usedOctets,
          // A line that is no longer served is charged for what it used, and granted nothing.
          wantedOctets: unserved === undefined ? service.requestedOctets : 'nothing',
        })),
        quota,
        holdUntil: clock.now() + quota.validitySeconds * SECOND + REPORT_MARGIN,
        contact: request.contact,
      });
      if (!charged.ok) return refuse(refusalOf(charged.refusal, request));
      if (unserved !== undefined && request.step === 'update') return refuse(unserved);
      return accept(answerTo(request, charged.value.slots, quota));
    },
  };
}

/** The line that the network names; one that it names twice must be the same line both times. */
async function lineOf(
  directory: Pick<Directory, 'lineBy'>,
  { imsi, msisdn }: SubscriberIdentity,
): Promise<Line | undefined> {
  if (imsi !== undefined) {
    const line = await directory.lineBy('imsi', imsi);
    return msisdn === undefined || line?.msisdn === msisdn ? line : undefined;
  }
  return msisdn === undefined ? undefined : directory.lineBy('msisdn', msisdn);
}

function whyNotServed(line: Line): ChargingRefusal | undefined {
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

function answerTo(
  request: ChargingRequest,
  slots: readonly ChargeSlotAnswer[],
  { validitySeconds }: QuotaSettings,
): ChargingAnswer {
  return {
    services: request.services.map((service): ServiceAnswer => {
      const slot = slots.find((candidate) => candidate.slot === slotOf(service.ratingGroup));
      if (slot === undefined) return ratingFailed(service);
      const { ratingGroup } = service;
      if (slot.grantedOctets > 0)
        return {
          ratingGroup,
          result: 'granted',
          grantedOctets: slot.grantedOctets,
          validitySeconds,
          thresholdOctets: null,
          quotaHoldingSeconds: null,
          finalUnit: slot.last ? { action: 'terminate' } : null,
        };
      const asked = service.requestedOctets !== 'nothing' && request.step !== 'final';
      return asked
        ? { ratingGroup, result: 'limit_reached', finalUnit: null }
        : { ratingGroup, result: 'settled' };
    }),
  };
}

const ratingFailed = ({ ratingGroup }: ServiceUsage): ServiceAnswer => ({
  ratingGroup,
  result: 'rating_failed',
});

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
