// Who may give and who may receive: what a line must be, and how long after what.

import { civilTime, type GiftRules, type LineRules } from '../../catalog/public.ts';
import { DAY, HOUR, type Instant } from '../../kernel/public.ts';
import type { CoolingOff, GiftRefusal } from '../refusal.ts';
import { standingOf, waiting, type JudgedLine, type Side } from './side.ts';

type At = { readonly now: Instant; readonly timeZone: string };

/**
 * What is wrong with a line as a giver, or undefined. In this order: line_cannot_give, bill_unpaid,
 * line_too_new, cooling_off, too_young. A minor who needs a guardian is no refusal yet: see needsGuardian.
 */
export function whyNotGive(
  giver: Pick<Side, 'line' | 'plan' | 'holderKind'>,
  rules: Pick<GiftRules, 'giver'>,
  at: At,
): GiftRefusal | undefined {
  if (giver.line.status !== 'active') return { code: 'line_cannot_give', rule: 'line.status' };
  if (!giver.plan.mayGive) return { code: 'line_cannot_give', rule: 'plan.mayGive' };
  if (rules.giver === undefined) return undefined;
  const unfit = unfitness(giver, rules.giver, at.now);
  if (unfit !== undefined) return { code: 'line_cannot_give', rule: `giver.${unfit}` };
  return unsettled(giver.line, rules.giver, at);
}

/** What is wrong with a line as a receiver, or undefined; only what its giver may know. */
export function whyNotReceive(
  receiver: Pick<Side, 'line' | 'plan' | 'holderKind'>,
  rules: Pick<GiftRules, 'receiver'> = {},
  at?: At,
): GiftRefusal | undefined {
  if (receiver.line.status !== 'active')
    return { code: 'line_cannot_receive', rule: 'line.status' };
  if (!receiver.plan.mayReceive) return { code: 'line_cannot_receive', rule: 'plan.mayReceive' };
  if (rules.receiver === undefined || at === undefined) return undefined;
  const unfit = unfitness(receiver, rules.receiver, at.now);
  if (unfit === 'activeWithinDays' || unsettled(receiver.line, rules.receiver, at) !== undefined)
    return { code: 'line_cannot_receive', rule: 'receiver.standing' };
  return unfit === undefined
    ? undefined
    : { code: 'line_cannot_receive', rule: `receiver.${unfit}` };
}

/** A giver too young to give alone, where a guardian may confirm. */
export const needsGuardian = (
  { line }: Pick<Side, 'line'>,
  { giver }: Pick<GiftRules, 'giver'>,
  at: At,
): boolean => giver?.younger === 'guardian_confirms' && isYounger(line, giver.minimumAge ?? 0, at);

/**
 * Only the year of birth is known, so a birthday counts from the year's end: who is not surely old enough
 * is not. A line of unknown age is as any other, unless it is known to be a minor's.
 */
export function isYounger(line: Pick<JudgedLine, 'standing'>, age: number, at: At): boolean {
  const { birthYear, isMinor } = standingOf(line);
  if (isMinor) return true;
  return birthYear !== null && civilTime(at.now, at.timeZone).year - birthYear - 1 < age;
}

const isOff = (list: LineRules['plans'], name: string): boolean =>
  list?.only?.includes(name) === false || list?.except?.includes(name) === true;

type Unfit =
  'plans' | 'brands' | 'minimumPlanOctets' | 'payment' | 'personsOnly' | 'activeWithinDays';

/** The first rule that the line does not fit. */
function unfitness(
  { line, plan, holderKind }: Pick<Side, 'line' | 'plan' | 'holderKind'>,
  rules: LineRules,
  now: Instant,
): Unfit | undefined {
  const standing = standingOf(line);
  if (isOff(rules.plans, plan.id)) return 'plans';
  if (isOff(rules.brands, standing.brand)) return 'brands';
  if (plan.octetsPerCycle < (rules.minimumPlanOctets ?? 0)) return 'minimumPlanOctets';
  if (rules.payment !== undefined && rules.payment !== standing.payment) return 'payment';
  if (rules.personsOnly === true && holderKind === 'business') return 'personsOnly';
  if (rules.activeWithinDays === undefined) return undefined;
  const seen = standing.lastActiveAt ?? line.activatedAt;
  return seen < now - rules.activeWithinDays * DAY ? 'activeWithinDays' : undefined;
}

/** What time, money or age still stands in the way of. */
function unsettled(line: JudgedLine, rules: LineRules, at: At): GiftRefusal | undefined {
  if (rules.billPaid === true && standingOf(line).billUnpaidSince !== null)
    return { code: 'bill_unpaid', rule: 'giver.billPaid' };
  const days = rules.tenureDays ?? 0;
  if (at.now < line.activatedAt + days * DAY)
    return {
      code: 'line_too_new',
      rule: 'giver.tenureDays',
      days,
      ...waiting(line.activatedAt + days * DAY, at.now),
    };
  const cooling = coolingOff(line, rules, at.now);
  if (cooling !== undefined) return cooling;
  const { minimumAge } = rules;
  if (minimumAge !== undefined && rules.younger !== 'guardian_confirms')
    return isYounger(line, minimumAge, at)
      ? { code: 'too_young', rule: 'giver.minimumAge', minimumAge }
      : undefined;
  return undefined;
}

/** Of several that apply, the one that ends last: earlier there is nothing to be had. */
function coolingOff(line: JudgedLine, rules: LineRules, now: Instant): GiftRefusal | undefined {
  const hours = rules.coolingOffHours;
  if (hours === undefined) return undefined;
  const standing = standingOf(line);
  const ends = (
    [
      ['activation', line.activatedAt, hours.activation],
      ['sim_change', standing.simChangedAt, hours.simChange],
      ['device_change', standing.deviceChangedAt, hours.deviceChange],
      ['port_in', standing.portedInAt, hours.portIn],
      ['credential_reset', standing.credentialsResetAt, hours.credentialReset],
    ] as const satisfies readonly (readonly [CoolingOff, Instant | null, number | undefined])[]
  ).flatMap(([after, since, length]) =>
    since === null || length === undefined || now >= since + length * HOUR
      ? []
      : [{ after, until: since + length * HOUR }],
  );
  const last = ends.toSorted((left, right) => right.until - left.until)[0];
  return last === undefined
    ? undefined
    : {
        code: 'cooling_off',
        rule: 'giver.coolingOffHours',
        after: last.after,
        ...waiting(last.until, now),
      };
}
