// Where a policy contradicts itself: two rules by which no gift could ever pass, or of which one can never
// count. Found when a policy is drafted, so that nobody has to find out from refusals.

import type { ExpiryRule } from './expiry-rule.ts';
import type { LineRules } from './line-rules.ts';
import { rulesFor, type GiftRules } from './rules.ts';
import { WAYS, type GiftPolicyBody } from './schema.ts';
import { listedSizes, smallestGift } from './sizes.ts';

export type Contradiction = readonly [string, string];

const DAY_SECONDS = 86_400;

/** The first that is found, the most telling first. */
export function contradictionIn(policy: GiftPolicyBody): Contradiction | undefined {
  const unused = WAYS.find((way) => policy.byWay?.[way] && policy.ways?.includes(way) === false);
  if (unused !== undefined) return ['ways', `byWay.${unused}`];
  for (const way of [undefined, ...WAYS]) {
    if (way !== undefined && policy.byWay?.[way] === undefined) continue;
    const rules =
      way === undefined
        ? { ...policy, way: 'direct' as const, countedAs: '' }
        : rulesFor(policy, way);
    if (rules === undefined) continue;
    const found =
      inSizes(rules) ??
      inSources(rules) ??
      inTiming(rules) ??
      inExpiry(rules.expiry, 'expiry') ??
      inLine(rules.giver, 'giver') ??
      inLine(rules.receiver, 'receiver') ??
      inRest(rules);
    if (found !== undefined && way === undefined) return found;
    if (found !== undefined) return [`byWay.${way}: ${found[0]}`, found[1]];
  }
  return undefined;
}

function inSizes({ giving, receiving }: GiftRules): Contradiction | undefined {
  if (giving.stepOctets === 0) return ['giving.stepOctets', 'giving.minimumOctets'];
  if (listedSizes(giving)?.length === 0) return ['giving.allowedOctets', 'giving.stepOctets'];
  const smallest = smallestGift(giving);
  const size = giving.allowedOctets === undefined ? 'giving.minimumOctets' : 'giving.allowedOctets';
  const limits: readonly (readonly [string, number | undefined, number | undefined])[] = [
    ['giving.maximumOctets', 1, giving.maximumOctets],
    ['giving.monthlyOctets', giving.monthlyCount, giving.monthlyOctets],
    ['giving.dailyOctets', giving.dailyCount ?? 1, giving.dailyOctets],
    ['giving.family.monthlyOctets', giving.family?.monthlyCount, giving.family?.monthlyOctets],
    ['giving.family.dailyOctets', giving.family?.monthlyCount, giving.family?.dailyOctets],
    ['receiving.monthlyOctets', receiving.monthlyCount, receiving.monthlyOctets],
    ['receiving.dailyOctets', receiving.dailyCount ?? 1, receiving.dailyOctets],
    [
      'receiving.family.monthlyOctets',
      receiving.family?.monthlyCount,
      receiving.family?.monthlyOctets,
    ],
    ['receiving.capOctets', 1, receiving.capOctets],
  ];
  for (const [rule, count, limit] of limits)
    if (limit !== undefined && (count ?? 0) > 0 && smallest > limit) return [size, rule];
  const counts: readonly (readonly [string, string, number, number | undefined])[] = [
    ['giving.monthlyCount', 'giving.dailyCount', giving.monthlyCount, giving.dailyCount],
    [
      'giving.monthlyCount',
      'giving.receiversPerCycle',
      giving.monthlyCount,
      giving.receiversPerCycle,
    ],
    [
      'receiving.monthlyCount',
      'receiving.dailyCount',
      receiving.monthlyCount,
      receiving.dailyCount,
    ],
    [
      'receiving.monthlyCount',
      'receiving.giftsAtOnce',
      receiving.monthlyCount,
      receiving.giftsAtOnce,
    ],
  ];
  for (const [rule, other, count, none] of counts)
    if (count > 0 && none === 0) return [rule, other];
  return undefined;
}

function inSources({ giving, chains, undoWindowSeconds }: GiftRules): Contradiction | undefined {
  const mayGiveOn = giving.givableKinds.includes('gift');
  const gives = giving.monthlyCount > 0 || (giving.family?.monthlyCount ?? 0) > 0;
  if (gives && giving.givableKinds.length === 0)
    return ['giving.givableKinds', 'giving.monthlyCount'];
  if (chains === 'never' && mayGiveOn) return ['chains', 'giving.givableKinds'];
  if (chains !== undefined && chains !== 'never' && !mayGiveOn)
    return ['chains', 'giving.givableKinds'];
  const barred = giving.onlyOrigins?.every((only) =>
    giving.exceptOrigins?.some((except) => only.startsWith(except)),
  );
  if (barred === true) return ['giving.onlyOrigins', 'giving.exceptOrigins'];
  // What lapses so soon would lapse while its giver could still take it back.
  if ((giving.onlyInLastDays ?? 366) * DAY_SECONDS <= undoWindowSeconds)
    return ['giving.onlyInLastDays', 'undoWindowSeconds'];
  return undefined;
}

function inTiming({ timing, claim, undoWindowSeconds }: GiftRules): Contradiction | undefined {
  if (claim !== undefined && claim.hours * 3_600 < undoWindowSeconds)
    return ['claim.hours', 'undoWindowSeconds'];
  if (timing === undefined) return undefined;
  const { fromDayOfMonth = 1, toDayOfMonth = 31, fromHour, toHour } = timing;
  if (fromDayOfMonth > toDayOfMonth) return ['timing.fromDayOfMonth', 'timing.toDayOfMonth'];
  if ((fromHour === undefined) !== (toHour === undefined) || (fromHour ?? -1) === toHour)
    return ['timing.fromHour', 'timing.toHour'];
  return undefined;
}

function inExpiry(expiry: ExpiryRule, where: string): Contradiction | undefined {
  if (expiry.rule !== 'latest_of' || expiry.mayOutliveSource) return undefined;
  // The latest of several, and yet never later than as given: only the second would ever count.
  return [`${where}.rule`, `${where}.mayOutliveSource`];
}

function inLine(line: LineRules | undefined, side: string): Contradiction | undefined {
  for (const list of ['plans', 'brands'] as const) {
    const { only, except } = line?.[list] ?? {};
    if (only?.every((name) => except?.includes(name)) === true)
      return [`${side}.${list}.only`, `${side}.${list}.except`];
  }
  if (line?.younger !== undefined && line.minimumAge === undefined)
    return [`${side}.younger`, `${side}.minimumAge`];
  return undefined;
}

function inRest({ between, fee, expiryChoices, roles }: GiftRules): Contradiction | undefined {
  if (between?.relation === 'contact' && between.maximumContacts === 0)
    return ['between.relation', 'between.maximumContacts'];
  if (fee !== undefined && 'bySize' in fee) {
    const sizes = fee.bySize.map(({ upToOctets }) => upToOctets);
    if (sizes.some((size, index) => size <= (sizes[index - 1] ?? -1)))
      return ['fee.bySize', 'fee.bySize.upToOctets'];
  }
  const names = expiryChoices?.map(({ name }) => name) ?? [];
  if (new Set(names).size < names.length) return ['expiryChoices', 'expiryChoices.name'];
  for (const { name, expiry } of expiryChoices ?? []) {
    const found = inExpiry(expiry, `expiryChoices.${name}`);
    if (found !== undefined) return found;
  }
  const nobodyGives = roles && [roles.holder, roles.authorised, roles.member];
  if (nobodyGives?.every(({ give }) => give === 'nobody') === true)
    return ['roles', 'giving.monthlyCount'];
  return undefined;
}
