// What a run found, as the last line of its output, and how long the product needed to come back.

import type { FaultKind } from './faults.ts';

export type Recovery = { readonly kind: FaultKind; readonly milliseconds: number };

type Times = { readonly recoveryMsMedian: number; readonly recoveryMsMax: number };

export type Report = Times & {
  readonly seed: number;
  readonly kills: number;
  readonly byKind: { readonly [kind in FaultKind]?: Times & { readonly kills: number } };
  /** Kinds that could not be done here, with the reason. */
  readonly skipped: { readonly [kind in FaultKind]?: string };
  readonly acknowledged: number;
  readonly missing: number;
  readonly doubled: number;
  readonly conserved: boolean;
  /** Answers and ends that must not be, whatever dies. */
  readonly wrong: number;
};

export function timesOf(
  recoveries: readonly Recovery[],
): Pick<Report, 'kills' | 'byKind' | keyof Times> {
  const byKind = Map.groupBy(recoveries, ({ kind }) => kind);
  return {
    kills: recoveries.length,
    byKind: Object.fromEntries(
      [...byKind].map(([kind, those]) => [kind, { kills: those.length, ...times(those) }]),
    ),
    ...times(recoveries),
  };
}

function times(recoveries: readonly Recovery[]): Times {
  const sorted = recoveries
    .map(({ milliseconds }) => Math.round(milliseconds))
    .toSorted((a, b) => a - b);
  return {
    recoveryMsMedian: sorted[Math.floor(sorted.length / 2)] ?? 0,
    recoveryMsMax: sorted.at(-1) ?? 0,
  };
}

/** One line a kind, for whoever watches. */
export const tableOf = (report: Report): string =>
  Object.entries(report.byKind)
    .map(
      ([kind, { kills, recoveryMsMedian, recoveryMsMax }]) =>
        `  ${kind.padEnd(22)} ${String(kills).padStart(3)} times, back in ` +
        `${recoveryMsMedian} ms (median), ${recoveryMsMax} ms (longest)`,
    )
    .join('\n');
