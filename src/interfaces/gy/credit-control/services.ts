// The services of a request: each Multiple-Services-Credit-Control becomes usage of one rating group
// (RFC 8506 clause 5.1.2, TS 32.299 clause 6.5). A request without any may still report and ask, as a
// session with a single service does (RFC 8506 clause 8.16).

import type { ChargingStep, ServiceUsage } from '../../../charging/public.ts';
import { octets, type Octets } from '../../../kernel/public.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import type { Avp } from '../codec/avp.ts';
import { readerOf } from '../codec/grammar.ts';
import { invalidValue, resultCode, type Findings } from '../codec/problem.ts';
import { readRequestedUnits, readUsedUnits, type UsedUnits } from './units.ts';

/** Reporting-Reasons after which the traffic has ended (TS 32.299 clause 7.2.175). */
const REASON_QUOTA_HOLDING_TIME = 1;
const REASON_FINAL = 2;

export type Services = {
  readonly usage: readonly ServiceUsage[];
  /** Whether units stood in the request itself; the answer's then do so, too. */
  readonly inRoot: boolean;
  /** What a service was called besides its rating group, to call it the same in the answer. */
  readonly identifiers: ReadonlyMap<number | null, readonly Avp[]>;
};

export type UnitGroups = {
  readonly multipleServices: readonly Avp[];
  readonly requestedServiceUnit: Avp | undefined;
  readonly usedServiceUnits: readonly Avp[];
};

type Tally = { used: number; requested: Octets | 'any' | 'nothing'; identifiers: readonly Avp[] };

const readMultipleServices = readerOf({
  requested: [creditControl.requestedServiceUnit, 'maybe'],
  used: [creditControl.usedServiceUnit, 'many'],
  ratingGroup: [creditControl.ratingGroup, 'maybe'],
  identifiers: [creditControl.serviceIdentifier, 'many'],
  reasons: [threegpp.reportingReason, 'maybe'],
});

export function readServices(found: UnitGroups, step: ChargingStep, findings: Findings): Services {
  const { requestedServiceUnit, usedServiceUnits } = found;
  const rootUnit = requestedServiceUnit ?? usedServiceUnits[0];
  const tallies = new Map<number | null, Tally>();

  if (found.multipleServices.length > 0 && rootUnit !== undefined) {
    // Either could be left out of the bill by reading only the other.
    findings.add({
      resultCode: resultCode.contradictingAvps,
      message: 'units stand both in and beside Multiple-Services-Credit-Control',
      failedAvp: rootUnit.whole(),
    });
  }
  for (const group of found.multipleServices) {
    const service = readMultipleServices(group.children(), findings);
    if (service === null) break;
    const used = service.used.map((unit) => readUsedUnits(unit, findings));
    const reasons = [service.reasons, ...used.flatMap((unit) => unit.reasons)];
    const ratingGroup = service.ratingGroup?.unsigned32() ?? null;
    add(tallies, ratingGroup, group, findings, {
      used: sum(used),
      requested: asked(service.requested, used, reasons, step, findings),
      identifiers: service.identifiers,
    });
  }
  if (found.multipleServices.length === 0 && rootUnit !== undefined) {
    const used = usedServiceUnits.map((unit) => readUsedUnits(unit, findings));
    const reasons = used.flatMap((unit) => unit.reasons);
    add(tallies, null, rootUnit, findings, {
      used: sum(used),
      requested: asked(requestedServiceUnit, used, reasons, step, findings),
      identifiers: [],
    });
  }
  const isReadable = findings.first === null;
  return {
    inRoot: found.multipleServices.length === 0,
    usage: isReadable ? [...tallies].map(usageOf) : [],
    identifiers: new Map([...tallies].map(([group, { identifiers }]) => [group, identifiers])),
  };
}

const usageOf = ([ratingGroup, tally]: readonly [number | null, Tally]): ServiceUsage => ({
  ratingGroup,
  usedOctets: octets(tally.used),
  requestedOctets: tally.requested,
});

/**
 * What is asked for next. Nothing with the last report of a session or of a service, whatever else
 * stands there; else as Requested-Service-Unit says. Where it is left out nothing is asked for
 * (RFC 8506 clause 8.16), but in an initial request that reports nothing it can only have been
 * forgotten: the clause demands it there.
 */
function asked(
  unit: Avp | undefined,
  used: readonly UsedUnits[],
  reasons: readonly (Avp | undefined)[],
  step: ChargingStep,
  findings: Findings,
): Tally['requested'] {
  const requested = unit === undefined ? undefined : readRequestedUnits(unit, findings);
  const hasEnded = reasons.some((reason) => {
    const value = reason?.unsigned32();
    return value === REASON_FINAL || value === REASON_QUOTA_HOLDING_TIME;
  });
  if (step === 'final' || hasEnded) return 'nothing';
  if (requested === undefined) return step === 'initial' && used.length === 0 ? 'any' : 'nothing';
  return requested;
}

/**
 * A rating group that stands in a request twice (by service identifier, or closed under old conditions
 * and opened under new ones) is one usage: reports add up, and so do amounts asked for. It is then
 * answered once, for the rating group as a whole.
 */
function add(
  tallies: Map<number | null, Tally>,
  ratingGroup: number | null,
  at: Avp,
  findings: Findings,
  more: Tally,
): void {
  const before = tallies.get(ratingGroup);
  const tally = before === undefined ? more : combine(before, more);
  const asks = typeof tally.requested === 'number' ? tally.requested : 0;
  if (!Number.isSafeInteger(tally.used) || !Number.isSafeInteger(asks))
    findings.add(invalidValue(at, 'more octets than can be counted (2^53)'));
  tallies.set(ratingGroup, tally);
}

function combine(one: Tally, other: Tally): Tally {
  return {
    used: one.used + other.used,
    requested: combineRequested(one.requested, other.requested),
    identifiers: [],
  };
}

function combineRequested(one: Tally['requested'], other: Tally['requested']): Tally['requested'] {
  if (one === 'nothing') return other;
  if (other === 'nothing') return one;
  if (one === 'any' || other === 'any') return 'any';
  return (one + other) as Octets; // checked by `add`
}

const sum = (used: readonly UsedUnits[]): number =>
  used.reduce((total, unit) => total + unit.octets, 0);
