// What a run found, for a program and for a person.

import { percentile } from '../latency.ts';
import type { Given, Played } from './generator-question.ts';
import type { GiftBenchOptions } from './options.ts';
import type { Arrivals, UsedBoth } from './server.ts';

export type Findings = {
  readonly options: GiftBenchOptions;
  readonly peak: Played;
  readonly steady: Played;
  readonly arrivals: Arrivals;
  readonly used: {
    readonly before: UsedBoth;
    readonly afterPeak: UsedBoth;
    readonly after: UsedBoth;
  };
  readonly peakSeconds: number;
  readonly steadySeconds: number;
  readonly conserved: boolean;
};

export type GiftReport = ReturnType<typeof reportOf>;

export function reportOf(findings: Findings) {
  const { options, peak, steady, used } = findings;
  const usable = createUsable(findings);
  const counted = steady.gifts.filter(({ isCounted }) => isCounted);
  const usableMs = counted.flatMap((gift) => usable.after(gift) ?? []).toSorted(ascending);
  const answeredMs = counted
    .map(({ answeredAt, tappedAt }) => answeredAt - tappedAt)
    .toSorted(ascending);
  const atPeak = peak.gifts.filter(({ isCounted }) => isCounted);
  const grantedMs = [...atPeak, ...counted]
    .flatMap((gift) => usable.grantedAfter(gift) ?? [])
    .toSorted(ascending);
  const peakMs = atPeak.flatMap((gift) => usable.after(gift) ?? []).toSorted(ascending);
  return {
    seconds: options.seconds,
    pairs: options.pairs,
    clients: options.clients,
    giftsPerSecond: Math.round(atPeak.filter(isGiven).length / options.seconds),
    peakUsableP50Ms: tenths(percentile(peakMs, 0.5)),
    peakUsableP99Ms: tenths(percentile(peakMs, 0.99)),
    rate: options.rate,
    ratePerSecond: Math.round(counted.filter(isGiven).length / options.seconds),
    usableP50Ms: tenths(percentile(usableMs, 0.5)),
    usableP99Ms: tenths(percentile(usableMs, 0.99)),
    usableMaxMs: tenths(percentile(usableMs, 1)),
    answeredP99Ms: tenths(percentile(answeredMs, 0.99)),
    /** Of those that a charging session of the receiver was granted octets of. */
    grantedP99Ms: grantedMs.length === 0 ? null : tenths(percentile(grantedMs, 0.99)),
    granted: grantedMs.length,
    /** Of one processor. */
    serverProcessorShare: tenths(
      (used.afterPeak.processorSeconds - used.before.processorSeconds) / findings.peakSeconds,
    ),
    serverProcessorShareAtRate: tenths(
      (used.after.processorSeconds - used.afterPeak.processorSeconds) / findings.steadySeconds,
    ),
    generatorProcessorShare: tenths(peak.processorShare),
    atPeak: costOf(peak, findings.peakSeconds, used.before, used.afterPeak),
    atRate: costOf(steady, findings.steadySeconds, used.afterPeak, used.after),
    errors: failuresIn([...peak.gifts, ...steady.gifts]),
    /** Gifts that were answered as given and never reached their receiver. */
    notUsable: [...peak.gifts, ...steady.gifts].filter(
      (gift) => isGiven(gift) && usable.after(gift) === undefined,
    ).length,
    conserved: findings.conserved,
  };
}

/** Processor time a gift, in milliseconds: what is left when a busy machine makes all rates small. */
function costOf(played: Played, seconds: number, before: UsedBoth, after: UsedBoth) {
  const each = (spent: number): number => Math.round((spent * 1e5) / played.gifts.length) / 100;
  return {
    nodeMsPerGift: each(after.processorSeconds - before.processorSeconds),
    postgresMsPerGift:
      after.postgresSeconds === null || before.postgresSeconds === null
        ? null
        : each(after.postgresSeconds - before.postgresSeconds),
    generatorMsPerGift: each(played.processorShare * seconds),
  };
}

/** The nth gift of a pair is the nth that its receiver got: one pair never has two on their way. */
function createUsable({ peak, steady, arrivals }: Findings) {
  const gifts = [...peak.gifts, ...steady.gifts].toSorted(
    (left, right) => left.tappedAt - right.tappedAt,
  );
  const usableAt = new Map<Given, number>();
  const counts = new Map<number, number>();
  for (const gift of gifts.filter(isGiven)) {
    const nth = counts.get(gift.pair) ?? 0;
    counts.set(gift.pair, nth + 1);
    const at = arrivals.usableAt[gift.pair]?.[nth];
    if (at !== undefined) usableAt.set(gift, at);
  }
  const grantedAt = new Map(arrivals.grantedAt.map(({ pair, at }) => [pair, at]));
  return {
    after: (gift: Given): number | undefined => {
      const at = usableAt.get(gift);
      return at === undefined ? undefined : at - gift.tappedAt;
    },
    grantedAfter: (gift: Given): number | undefined => {
      const at = grantedAt.get(gift.pair);
      const usable = usableAt.get(gift);
      // A receiver is charged on its first gift alone.
      const isFirst = usable !== undefined && arrivals.usableAt[gift.pair]?.[0] === usable;
      return at === undefined || !isFirst ? undefined : at - gift.tappedAt;
    },
  };
}

const isGiven = ({ failure }: Given): boolean => failure === null;
const ascending = (left: number, right: number): number => left - right;
const tenths = (value: number): number => Math.round(value * 10) / 10;

function failuresIn(gifts: readonly Given[]): { [failure: string]: number } {
  const failures: { [failure: string]: number } = {};
  for (const { failure } of gifts)
    if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
  return failures;
}

/** Whether all that was asked was done, and nothing was lost. */
export const isSound = ({ conserved, errors, notUsable }: GiftReport): boolean =>
  conserved && notUsable === 0 && Object.keys(errors).length === 0;

export const reportText = (report: GiftReport): string =>
  [
    `${report.giftsPerSecond} gifts a second at the peak, over the app API.`,
    `At ${report.ratePerSecond} a second a gift is usable ${report.usableP50Ms} ms after the tap (p50),` +
      ` ${report.usableP99Ms} ms (p99), at most ${report.usableMaxMs} ms.`,
    report.grantedP99Ms === null
      ? 'No receiver was charged.'
      : `${report.granted} receivers were granted octets of it ${report.grantedP99Ms} ms after (p99).`,
    report.conserved ? 'Every octet is accounted for.' : 'OCTETS ARE NOT CONSERVED.',
    ...Object.entries(report.errors).map(([what, count]) => `  ${count} times ${what}`),
    ...(report.notUsable === 0 ? [] : [`  ${report.notUsable} gifts never arrived`]),
  ].join('\n');
