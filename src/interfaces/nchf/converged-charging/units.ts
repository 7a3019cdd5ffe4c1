// MultipleUnitUsage (TS 32.291 clause 6.1.6.2.1.5): what was used and what is asked for, by rating group.
// Octets are what Largesse counts. Time and service-specific units have no price here: used, they count
// for nothing; asked for alone, their unit is answered RATING_FAILED and the others are served.

import type { ServiceUsage } from '../../../charging/public.ts';
import { octets, type Octets } from '../../../kernel/public.ts';
import type { Findings } from '../http2/findings.ts';
import { isName, isObject, isUnsigned32, type JsonObject } from '../http2/read-json.ts';

export type UnitUsage = ServiceUsage & {
  readonly ratingGroup: number;
  /** Given back with the grant: networks with several UPFs tell their units apart by it. */
  readonly upfId: string | undefined;
  /** It asked for time or service-specific units only. */
  readonly asksOtherUnits: boolean;
  /** The JSON Pointer to it. */
  readonly where: string;
};

/** More rating groups in one request are no network's. */
const MOST_UNITS = 256;
const MOST_CONTAINERS = 1_024;

/** Triggers after which the traffic of the rating group has ended (TS 32.255 clause 5.2.1.4). */
const ENDING: ReadonlySet<unknown> = new Set(['FINAL', 'QHT']);

export function readUnits(value: unknown, findings: Findings): readonly UnitUsage[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MOST_UNITS) {
    findings.incorrect('/multipleUnitUsage', `is no list of at most ${MOST_UNITS} units`);
    return [];
  }
  const units: UnitUsage[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const unit = readUnit(value[index], `/multipleUnitUsage/${index}`, findings);
    if (unit === undefined) continue;
    const same = units.findIndex(({ ratingGroup }) => ratingGroup === unit.ratingGroup);
    const before = units[same];
    if (before === undefined) units.push(unit);
    else units[same] = combine(before, unit, findings);
  }
  return units;
}

function readUnit(value: unknown, where: string, findings: Findings): UnitUsage | undefined {
  if (!isObject(value)) {
    findings.incorrect(where, 'is no object');
    return undefined;
  }
  const { ratingGroup, uPFID } = value;
  if (ratingGroup === undefined) {
    findings.missing(`${where}/ratingGroup`);
    return undefined;
  }
  if (!isUnsigned32(ratingGroup)) {
    findings.incorrect(`${where}/ratingGroup`, 'is no Uint32', true);
    return undefined;
  }
  if (uPFID !== undefined && !isName(uPFID)) findings.incorrect(`${where}/uPFID`, 'is no name');
  const used = readUsed(value['usedUnitContainer'], `${where}/usedUnitContainer`, findings);
  const asked = readRequested(value['requestedUnit'], `${where}/requestedUnit`, findings);
  return {
    ratingGroup,
    usedOctets: used.octets,
    requestedOctets: used.wantsNoMore || asked === 'other' ? 'nothing' : asked,
    asksOtherUnits: asked === 'other' && !used.wantsNoMore,
    upfId: isName(uPFID) ? uPFID : undefined,
    where,
  };
}

/**
 * Absent it asks for nothing. Empty, or of zero octets, it leaves the amount to us, for who asks for
 * quota does not want none.
 */
function readRequested(
  value: unknown,
  where: string,
  findings: Findings,
): Octets | 'any' | 'nothing' | 'other' {
  if (value === undefined) return 'nothing';
  if (!isObject(value)) {
    findings.incorrect(where, 'is no object');
    return 'nothing';
  }
  const amount = readVolume(value, where, findings);
  const others = readOthers(value, where, findings);
  if (amount === undefined) return others ? 'other' : 'any';
  return amount === 0 ? 'any' : octets(amount);
}

/** What containers report; whether the traffic has ended, or goes on without quota. */
type Used = { readonly octets: Octets; readonly wantsNoMore: boolean };

/**
 * The sum of the containers. All count, whatever their quotaManagementIndicator says: online, offline and
 * suspended tell how the network came to let the octets pass, and they were used in each case. Where all of
 * them are offline no quota is wanted, whatever is requested: free5GC's SMF requests it all the same.
 */
function readUsed(value: unknown, where: string, findings: Findings): Used {
  if (value === undefined) return NONE_USED;
  if (!Array.isArray(value) || value.length > MOST_CONTAINERS) {
    findings.incorrect(where, `is no list of at most ${MOST_CONTAINERS} containers`);
    return NONE_USED;
  }
  let sum = 0;
  let hasEnded = false;
  let offline = 0;
  for (let index = 0; index < value.length; index += 1) {
    const container: unknown = value[index];
    const place = `${where}/${index}`;
    if (!isObject(container)) {
      findings.incorrect(place, 'is no object');
      continue;
    }
    sum += readVolume(container, place, findings) ?? 0;
    readOthers(container, place, findings);
    hasEnded ||= hasEndingTrigger(container['triggers'], `${place}/triggers`, findings);
    const indicator = container['quotaManagementIndicator'];
    if (indicator === 'OFFLINE_CHARGING') offline += 1;
    else if (indicator !== undefined && !isName(indicator))
      findings.incorrect(`${place}/quotaManagementIndicator`, 'is no indicator');
  }
  if (!Number.isSafeInteger(sum)) {
    findings.incorrect(where, TOO_MANY, true);
    return NONE_USED;
  }
  const isOffline = offline > 0 && offline === value.length;
  return { octets: octets(sum), wantsNoMore: hasEnded || isOffline };
}

/** The total where it is given, else up and down together; undefined where neither is. */
function readVolume(of: JsonObject, where: string, findings: Findings): number | undefined {
  const total = of['totalVolume'];
  if (total !== undefined) return isVolume(total) ? total : wrong(`${where}/totalVolume`, findings);
  const up = of['uplinkVolume'];
  const down = of['downlinkVolume'];
  if (up === undefined && down === undefined) return undefined;
  if (up !== undefined && !isVolume(up)) return wrong(`${where}/uplinkVolume`, findings);
  if (down !== undefined && !isVolume(down)) return wrong(`${where}/downlinkVolume`, findings);
  const sum = (up ?? 0) + (down ?? 0);
  return Number.isSafeInteger(sum) ? sum : wrong(where, findings);
}

/** Whether there are units that are no octets. */
function readOthers(of: JsonObject, where: string, findings: Findings): boolean {
  const { time, serviceSpecificUnits: specific } = of;
  if (time !== undefined && !isUnsigned32(time))
    findings.incorrect(`${where}/time`, 'is no Uint32');
  if (specific !== undefined && !isWhole(specific))
    findings.incorrect(`${where}/serviceSpecificUnits`, 'is no Uint64');
  return time !== undefined || specific !== undefined;
}

function hasEndingTrigger(value: unknown, where: string, findings: Findings): boolean {
  if (value === undefined) return false;
  if (!Array.isArray(value)) {
    findings.incorrect(where, 'is no list');
    return false;
  }
  return value.some((trigger) => isObject(trigger) && ENDING.has(trigger['triggerType']));
}

/**
 * A rating group that stands in a request twice (one unit for each UPF) is one usage: reports add up, and
 * so do amounts asked for. It is answered once, to the UPF that was named last.
 */
function combine(one: UnitUsage, other: UnitUsage, findings: Findings): UnitUsage {
  const used = one.usedOctets + other.usedOctets;
  const asked = combineAsked(one.requestedOctets, other.requestedOctets);
  if (!Number.isSafeInteger(used) || (typeof asked === 'number' && !Number.isSafeInteger(asked))) {
    findings.incorrect(other.where, TOO_MANY, true);
    return one;
  }
  return {
    ...one,
    usedOctets: octets(used),
    requestedOctets: typeof asked === 'number' ? octets(asked) : asked,
    asksOtherUnits: asked === 'nothing' && (one.asksOtherUnits || other.asksOtherUnits),
    upfId: other.upfId ?? one.upfId,
  };
}

function combineAsked(
  one: Octets | 'any' | 'nothing',
  other: Octets | 'any' | 'nothing',
): number | 'any' | 'nothing' {
  if (one === 'nothing') return other;
  if (other === 'nothing') return one;
  return one === 'any' || other === 'any' ? 'any' : one + other;
}

const TOO_MANY = 'is more octets than can be counted (2^53)';
const NONE_USED: Used = { octets: octets(0), wantsNoMore: false };

const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const isVolume = (value: unknown): value is number => isWhole(value) && Number.isSafeInteger(value);

function wrong(where: string, findings: Findings): undefined {
  findings.incorrect(where, 'is no whole number of octets below 2^53', true);
  return undefined;
}
