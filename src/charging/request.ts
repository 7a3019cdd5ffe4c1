// What a network door asks of charging, and what it is told: no protocol's words, so that Diameter Gy
// and 5G Nchf speak to the same core.

import type { Octets, Result } from '../kernel/public.ts';

/** Who the network says is using data. At least one of the two is known at the door. */
export type SubscriberIdentity = {
  /** IMSI (SUPI without its prefix), 6 to 15 digits. */
  readonly imsi?: string;
  /** MSISDN (GPSI without its prefix), E.164 digits without a plus. */
  readonly msisdn?: string;
};

/**
 * Where a request stands in its session. `event` stands alone: octets already used or to be used at
 * once, with no session kept (RFC 8506 clause 6, TS 32.290 clause 5.3.2.3).
 */
export type ChargingStep = 'initial' | 'update' | 'final' | 'event';

/** One class of traffic in a request. */
export type ServiceUsage = {
  /** The network's rating group; null when it named none, which is one unnamed class. */
  readonly ratingGroup: number | null;
  /** What was used since the last report; zero when nothing is reported. */
  readonly usedOctets: Octets;
  /**
   * What is asked for next: an amount, `any` when the network leaves the size to us, or `nothing`
   * when it only reports (its last report, or a service it stops using).
   */
  readonly requestedOctets: Octets | 'any' | 'nothing';
};

export type ChargingRequest = {
  /** The network's own name of the session, unique for ever (RFC 6733 clause 8.8). */
  readonly sessionId: string;
  /** Counts the requests of a session. The same number of the same session is the same request. */
  readonly requestNumber: number;
  readonly step: ChargingStep;
  readonly subscriber: SubscriberIdentity;
  /** A rating group appears at most once. Empty when the request concerns the session only. */
  readonly services: readonly ServiceUsage[];
  /** The network the line is in, MCC then MNC, when the door was told. */
  readonly servingNetwork?: string;
  /** Who speaks for the network, for the record: a Diameter host, an NF instance. */
  readonly networkElement: string;
};

export type ServiceAnswer = {
  readonly ratingGroup: number | null;
} & (
  | {
      readonly result: 'granted';
      readonly grantedOctets: Octets;
      /** The grant lapses when nothing is reported for this long. */
      readonly validitySeconds: number;
      /** Set on the last slice there is: what the network does when it is used up. */
      readonly finalUnit: 'terminate' | null;
    }
  /** What was used is charged, and nothing more was asked for. */
  | { readonly result: 'settled' }
  /** What was used is charged, and there is nothing left to grant. */
  | { readonly result: 'limit_reached' }
  /** The rating group is none that the carrier has a price for. */
  | { readonly result: 'rating_failed' }
);

export type ChargingAnswer = { readonly services: readonly ServiceAnswer[] };

/** In the order in which they are checked. */
export type ChargingRefusal =
  | { readonly code: 'user_unknown' }
  /** The line is suspended: it may be served again. */
  | { readonly code: 'service_denied' }
  /** The line is closed for good. */
  | { readonly code: 'authorization_rejected' }
  | { readonly code: 'session_unknown' }
  /**
   * Not the request that comes next in its session: older than the last one answered, of its number but
   * with another body, or a second first one.
   */
  | { readonly code: 'request_out_of_order'; readonly lastRequestNumber: number };

/**
 * Charges and grants, durably, before it answers. Throws a Fault when the store is away or too busy;
 * its `retry` says whether the network may send the same request again.
 */
export type Charging = {
  /** Whether the line could be granted this much now. Nothing is held (RFC 8506 clause 6.3). */
  hasEnough(
    subscriber: SubscriberIdentity,
    amount: Octets,
  ): Promise<Result<boolean, ChargingRefusal>>;
  charge(request: ChargingRequest): Promise<Result<ChargingAnswer, ChargingRefusal>>;
};
