// What a run found, for a program and for a person.

import type { Measured } from './closed-loop.ts';
import type { Latency } from './latency.ts';
import type { Proof } from './proof.ts';
import type { Paced } from './open-loop.ts';
import type { BenchOptions } from './options.ts';
import type { Mix } from './work.ts';

export type Report = {
  readonly mix: Mix;
  readonly lines: number;
  readonly clients: number;
  readonly seconds: number;
  readonly commandsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of gifts alone, from hold to delivery; null when there were none. */
  readonly giftP50Ms: number | null;
  readonly giftP99Ms: number | null;
  readonly nodeMicrosPerCommand: number;
  /** How much of Node's is the bench's own clients. */
  readonly generatorMicrosPerCommand: number;
  readonly postgresMicrosPerCommand: number | null;
  /** As PostgreSQL counts: its processes report about once a second. */
  readonly commandsPerTransaction: number;
  readonly walOctetsPerCommand: number;
  readonly peakMemoryOctets: number;
  readonly peakHeapOctets: number;
  readonly halfRate: {
    readonly commandsPerSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly maxMs: number;
  };
  readonly baselinePerSecond: number;
  readonly limitPerSecond: number;
  readonly timesBaseline: number;
  readonly shareOfLimit: number;
  /** The same two by processor time a command, which a busy machine disturbs less; null without it. */
  readonly timesBaselineByProcessor: number | null;
  readonly shareOfLimitByProcessor: number | null;
  readonly limit: OtherWay;
  readonly baseline: OtherWay;
  readonly conserved: boolean;
  readonly accounted: boolean;
  readonly breaks: readonly string[];
};

export type OtherWay = {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nodeMicrosPerCommand: number;
  readonly postgresMicrosPerCommand: number | null;
  readonly walOctetsPerCommand: number;
};

export type Findings = {
  readonly options: BenchOptions;
  readonly peak: Measured;
  readonly half: Paced;
  readonly limit: Measured;
  readonly baseline: Measured;
  readonly generatorMicroseconds: number;
  readonly proofs: readonly Proof[];
};

export function reportOf(findings: Findings): Report {
  const { options, peak, half, limit, baseline, proofs } = findings;
  const gift = peak.latencyOf.gift;
  return {
    mix: options.mix,
    lines: options.lines,
    clients: options.clients,
    seconds: options.seconds,
    commandsPerSecond: Math.round(peak.perSecond),
    ...latencyMs(peak.latency),
    giftP50Ms: gift === null ? null : rounded(gift.p50Milliseconds),
    giftP99Ms: gift === null ? null : rounded(gift.p99Milliseconds),
    ...costOf(peak),
    commandsPerTransaction: rounded(peak.units / Math.max(1, peak.cost.transactions)),
    generatorMicrosPerCommand: rounded(findings.generatorMicroseconds),
    peakMemoryOctets: peak.cost.peakMemoryOctets,
    peakHeapOctets: peak.cost.peakHeapOctets,
    halfRate: { commandsPerSecond: Math.round(half.perSecond), ...latencyMs(half.latency) },
    baselinePerSecond: Math.round(baseline.perSecond),
    limitPerSecond: Math.round(limit.perSecond),
    timesBaseline: rounded(peak.perSecond / baseline.perSecond),
    shareOfLimit: rounded(peak.perSecond / limit.perSecond),
    timesBaselineByProcessor: shareOf(processorOf(baseline), processorOf(peak)),
    shareOfLimitByProcessor: shareOf(processorOf(limit), processorOf(peak)),
    limit: otherWay(limit),
    baseline: otherWay(baseline),
    conserved: proofs.every(({ conserved }) => conserved),
    accounted: proofs.every(({ accounted }) => accounted),
    breaks: proofs.flatMap(({ breaks }) => breaks).slice(0, BREAKS_SHOWN),
  };
}

const BREAKS_SHOWN = 20;
const rounded = (value: number): number => Math.round(value * 100) / 100;

const latencyMs = (latency: Latency) => ({
  p50Ms: rounded(latency.p50Milliseconds),
  p99Ms: rounded(latency.p99Milliseconds),
  maxMs: rounded(latency.maximumMilliseconds),
});

function costOf({ cost, units }: Measured) {
  const microseconds = (seconds: number): number => rounded((seconds * 1e6) / units);
  return {
    nodeMicrosPerCommand: microseconds(cost.nodeSeconds),
    postgresMicrosPerCommand:
      cost.postgresSeconds === null ? null : microseconds(cost.postgresSeconds),
    walOctetsPerCommand: Math.round(cost.walOctets / units),
  };
}

/** Of Node and PostgreSQL, in seconds a command. */
const processorOf = ({ cost, units }: Measured): number | null =>
  cost.postgresSeconds === null ? null : (cost.nodeSeconds + cost.postgresSeconds) / units;

const shareOf = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null ? null : rounded(part / whole);

function otherWay(measured: Measured): OtherWay {
  const { p50Ms, p99Ms } = latencyMs(measured.latency);
  return { p50Ms, p99Ms, ...costOf(measured) };
}

const inWords = (value: number): string => Math.round(value).toLocaleString('en-CA');

/** The table that a person reads. */
export function reportText(report: Report): string {
  const way = (name: string, perSecond: number, of: OtherWay): string =>
    [
      name.padEnd(30),
      inWords(perSecond).padStart(9),
      String(of.p50Ms).padStart(9),
      String(of.p99Ms).padStart(9),
      String(of.nodeMicrosPerCommand).padStart(9),
      String(of.postgresMicrosPerCommand ?? '?').padStart(11),
      inWords(of.walOctetsPerCommand).padStart(9),
    ].join('');
  const { halfRate } = report;
  return [
    `${report.mix}, ${inWords(report.lines)} lines, ${inWords(report.clients)} clients, ${report.seconds} s each`,
    '',
    `${' '.repeat(30)} a second   p50 ms   p99 ms  node µs postgres µs  WAL octets`,
    way('the ledger', report.commandsPerSecond, report),
    way('the bare limit', report.limitPerSecond, report.limit),
    way('one transaction per command', report.baselinePerSecond, report.baseline),
    '',
    `${report.timesBaseline} times one transaction per command; ${report.shareOfLimit} of the bare limit.`,
    ...(report.timesBaselineByProcessor === null
      ? []
      : [
          `By processor time: ${report.timesBaselineByProcessor} times, and ${report.shareOfLimitByProcessor}.`,
        ]),
    `At ${inWords(halfRate.commandsPerSecond)} a second: p50 ${halfRate.p50Ms} ms, p99 ${halfRate.p99Ms} ms,` +
      ` at most ${halfRate.maxMs} ms.`,
    `At its peak the longest took ${report.maxMs} ms; ${inWords(report.peakMemoryOctets / 1e6)} MB of memory;` +
      ` ${report.generatorMicrosPerCommand} µs of Node are the bench's own.`,
    ...(report.giftP50Ms === null
      ? []
      : [`A gift's whole life: p50 ${report.giftP50Ms} ms, p99 ${report.giftP99Ms} ms.`]),
    proofText(report),
    ...report.breaks.map((broken) => `  BROKEN ${broken}`),
  ].join('\n');
}

const proofText = ({ conserved, accounted }: Pick<Report, 'conserved' | 'accounted'>): string => {
  if (!conserved) return 'OCTETS ARE NOT CONSERVED.';
  return accounted
    ? 'Every octet, and every command that was acknowledged, is accounted for.'
    : 'COMMANDS THAT WERE ACKNOWLEDGED ARE NOT IN THE STORE, OR OTHERS ARE.';
};
