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
  /**
   * How the door reaches this session again, in the door's own writing: its kind, a blank, and what it
   * needs. Kept from the session's first request on; null where it cannot be reached. At most 500 characters.
   */
  readonly contact: string | null;
};

/** What the network does when the last slice is used up (RFC 8506 clause 5.6, TS 32.290 clause 5.4.5). */
export type FinalUnit =
  | { readonly action: 'terminate' }
  /** Web traffic goes to this page, where one can ask for data or buy some. */
  | { readonly action: 'redirect'; readonly url: string }
  /** Only what these filters of the network let through. */
  | { readonly action: 'restrict'; readonly filterIds: readonly string[] };

export type ServiceAnswer = {
  readonly ratingGroup: number | null;
} & (
  | {
      readonly result: 'granted';
      readonly grantedOctets: Octets;
      /** The network reports when the grant is this old, used up or not. */
      readonly validitySeconds: number;
      /** The network asks again when so little of the grant is left; null where only its end counts. */
      readonly thresholdOctets: Octets | null;
      /** The network gives the grant back when no octet passed for this long; null where it need not. */
      readonly quotaHoldingSeconds: number | null;
      /** Set on the last slice there is. */
      readonly finalUnit: FinalUnit | null;
    }
  /** What was used is charged, and nothing more was asked for. */
  | { readonly result: 'settled' }
  /**
   * What was used is charged, and there is nothing left to grant. `finalUnit` says what the network does
   * with the traffic instead of stopping it; null where it stops.
   */
  | { readonly result: 'limit_reached'; readonly finalUnit: FinalUnit | null }
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

/** A session that the network has open, as its door knows it. */
export type OpenSession = { readonly sessionId: string; readonly contact: string };

/** `session_unknown`: the network says that there is none of that name. */
export type Told = 'told' | 'session_unknown' | 'unreachable';

/**
 * What a door does of its own accord. Never throws. `unreachable` also where another process has the
 * connection.
 */
export type SessionDoor = {
  /** The first word of the contacts that are this door's. */
  readonly kind: string;
  /** Has the network report what was used, and ask anew, now (RAR; Notify with REAUTHORIZATION). */
  reauthorize(session: OpenSession): Promise<Told>;
  /** Has the network end the session, and report (ASR; Notify with ABORT_CHARGING). */
  abort(session: OpenSession): Promise<Told>;
};
