// Charging as simply as it can be done and still be right: balances in memory, one line one number.
// The door's tests run against it; the real core is tested elsewhere.

import type {
  Charging,
  ChargingAnswer,
  ChargingRefusal,
  ChargingRequest,
  ServiceAnswer,
  ServiceUsage,
  SubscriberIdentity,
} from '../../../charging/public.ts';
import {
  accept,
  lesserOctets,
  octets,
  refuse,
  type Octets,
  type Result,
} from '../../../kernel/public.ts';

export type NaiveLine = {
  availableOctets: number;
  state: 'active' | 'suspended' | 'closed';
};

type Session = {
  readonly line: NaiveLine;
  readonly holds: Map<number | null, number>;
  readonly isEnded: boolean;
  lastRequestNumber: number;
  lastAnswer: ChargingAnswer;
};

const VALIDITY_SECONDS = 3_600;

export class NaiveCharging implements Charging {
  /** By IMSI and by MSISDN alike. */
  readonly lines = new Map<string, NaiveLine>();
  readonly sessions = new Map<string, Session>();
  readonly unpricedRatingGroups = new Set<number | null>();
  /** Every request that was handed over, in order. */
  readonly requests: ChargingRequest[] = [];
  sliceOctets = 10_000_000;

  hasEnough(
    subscriber: SubscriberIdentity,
    amount: Octets,
  ): Promise<Result<boolean, ChargingRefusal>> {
    const line = this.#line(subscriber);
    return Promise.resolve(
      line.ok ? accept(line.value.availableOctets >= amount) : refuse(line.refusal),
    );
  }

  charge(request: ChargingRequest): Promise<Result<ChargingAnswer, ChargingRefusal>> {
    this.requests.push(request);
    return Promise.resolve(this.#charge(request));
  }

  #charge(request: ChargingRequest): Result<ChargingAnswer, ChargingRefusal> {
    const known = this.#line(request.subscriber);
    if (!known.ok) return refuse(known.refusal);
    const line = known.value;
    const open = this.sessions.get(request.sessionId);
    if (open?.lastRequestNumber === request.requestNumber) return accept(open.lastAnswer);
    if (open !== undefined && request.requestNumber < open.lastRequestNumber)
      return refuse({
        code: 'request_out_of_order',
        lastRequestNumber: open.lastRequestNumber,
      });
    if (open !== undefined && request.step === 'initial')
      return refuse({
        code: 'request_out_of_order',
        lastRequestNumber: open.lastRequestNumber,
      });
    const continues = request.step === 'update' || request.step === 'final';
    if (continues && (open === undefined || open.isEnded))
      return refuse({ code: 'session_unknown' });

    const holds = open?.holds ?? new Map<number | null, number>();
    const services = request.services.map((service) => this.#serve(line, holds, service));
    if (request.step === 'final') {
      for (const held of holds.values()) line.availableOctets += held;
      holds.clear();
    }
    const isOpened = request.step !== 'initial' || services.some((one) => one.result === 'granted');
    if (request.step !== 'event' && (isOpened || services.length === 0))
      this.sessions.set(request.sessionId, {
        line,
        holds,
        isEnded: request.step === 'final',
        lastRequestNumber: request.requestNumber,
        lastAnswer: { services },
      });
    return accept({ services });
  }

  #serve(
    line: NaiveLine,
    holds: Map<number | null, number>,
    { ratingGroup, usedOctets, requestedOctets }: ServiceUsage,
  ): ServiceAnswer {
    if (this.unpricedRatingGroups.has(ratingGroup)) return { ratingGroup, result: 'rating_failed' };
    line.availableOctets += (holds.get(ratingGroup) ?? 0) - usedOctets;
    holds.delete(ratingGroup);
    if (requestedOctets === 'nothing') return { ratingGroup, result: 'settled' };
    if (line.availableOctets <= 0) return { ratingGroup, result: 'limit_reached', finalUnit: null };
    const wanted = requestedOctets === 'any' ? octets(this.sliceOctets) : requestedOctets;
    const grantedOctets = lesserOctets(wanted, octets(line.availableOctets));
    line.availableOctets -= grantedOctets;
    holds.set(ratingGroup, grantedOctets);
    return {
      ratingGroup,
      result: 'granted',
      grantedOctets,
      validitySeconds: VALIDITY_SECONDS,
      thresholdOctets: null,
      quotaHoldingSeconds: null,
      finalUnit: line.availableOctets === 0 ? { action: 'terminate' } : null,
    };
  }

  #line({ imsi, msisdn }: SubscriberIdentity): Result<NaiveLine, ChargingRefusal> {
    const line = this.lines.get(imsi ?? '') ?? this.lines.get(msisdn ?? '');
    if (line === undefined) return refuse({ code: 'user_unknown' });
    if (line.state === 'suspended') return refuse({ code: 'service_denied' });
    if (line.state === 'closed') return refuse({ code: 'authorization_rejected' });
    return accept(line);
  }
}
