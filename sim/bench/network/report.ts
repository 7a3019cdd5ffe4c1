// What a run found, for a program and for a person.

import type { NetworkBenchOptions } from './options.ts';
import type { Played } from './play.ts';
import type { Audited } from './server.ts';
import type { Used } from './child.ts';

export type Findings = {
  readonly options: NetworkBenchOptions;
  readonly peak: Played;
  readonly half: Played;
  /** Of the same generator, against a server that only echoes; null for Gy. */
  readonly echo: Played | null;
  /** Of the server made for the run: before and after what was measured, no session open. */
  readonly used: { readonly before: Used; readonly after: Used } | null;
  readonly serverProcessorShare: number | null;
  readonly audited: Audited | null;
};

export type NetworkReport = ReturnType<typeof reportOf>;

export function reportOf(findings: Findings) {
  const { options, peak, half, echo, used, audited } = findings;
  return {
    door: options.door,
    sessions: options.sessions,
    connections: options.connections,
    lines: options.lines,
    seconds: options.seconds,
    requestsPerSecond: Math.round(peak.perSecond),
    ...latencyMs(peak),
    halfRate: { requestsPerSecond: Math.round(half.perSecond), ...latencyMs(half) },
    echoPerSecond: echo === null ? null : Math.round(echo.perSecond),
    shareOfEcho: echo === null ? null : rounded(peak.perSecond / echo.perSecond),
    /** Of one processor, at the peak. */
    generatorProcessorShare: rounded(peak.processorShare),
    serverProcessorShare: findings.serverProcessorShare,
    echoGeneratorProcessorShare: echo === null ? null : rounded(echo.processorShare),
    heapGrowthOctets: used === null ? null : used.after.heapOctets - used.before.heapOctets,
    memoryGrowthOctets: used === null ? null : used.after.memoryOctets - used.before.memoryOctets,
    errors: peak.failures,
    halfRateErrors: half.failures,
    openSessionsAfterwards: audited?.openSessions ?? null,
    conserved: audited?.conserved ?? null,
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const latencyMs = ({ latency }: Played) => ({
  p50Ms: rounded(latency.p50Milliseconds),
  p99Ms: rounded(latency.p99Milliseconds),
  maxMs: rounded(latency.maximumMilliseconds),
});

/** Whether all that was asked was served, and nothing was lost. */
export const isSound = (report: NetworkReport): boolean =>
  report.conserved !== false &&
  (report.openSessionsAfterwards ?? 0) === 0 &&
  Object.keys({ ...report.errors, ...report.halfRateErrors }).length === 0;

const inWords = (value: number): string => Math.round(value).toLocaleString('en-CA');
const percent = (share: number | null): string =>
  share === null ? 'unknown' : `${Math.round(share * 100)} %`;

export function reportText(report: NetworkReport): string {
  const { halfRate } = report;
  const errors = Object.entries({ ...report.halfRateErrors, ...report.errors });
  return [
    `${report.door}: ${inWords(report.sessions)} sessions at once over ${report.connections} connections`,
    '',
    `  Peak          ${inWords(report.requestsPerSecond)} requests a second; p50 ${report.p50Ms} ms, p99 ${report.p99Ms} ms`,
    `  Half of it    ${inWords(halfRate.requestsPerSecond)} a second; p50 ${halfRate.p50Ms} ms, p99 ${halfRate.p99Ms} ms, at most ${halfRate.maxMs} ms`,
    ...(report.echoPerSecond === null
      ? []
      : [
          `  Bare echo     ${inWords(report.echoPerSecond)} a second: the door is at ${percent(report.shareOfEcho)} of it`,
        ]),
    `  Processor     generator ${percent(report.generatorProcessorShare)} of one, server ${percent(report.serverProcessorShare)}`,
    ...(report.heapGrowthOctets === null
      ? []
      : [
          `  Memory        the server's heap grew by ${inWords(report.heapGrowthOctets / 1e3)} kB; ` +
            `${report.openSessionsAfterwards} sessions stayed open`,
        ]),
    ...(report.conserved === null
      ? []
      : [report.conserved ? '  Every octet is accounted for.' : '  OCTETS ARE NOT CONSERVED.']),
    ...errors.map(([failure, count]) => `  ERROR ${failure}: ${inWords(count)} answers`),
  ].join('\n');
}
