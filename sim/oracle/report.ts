// Tells how a comparison went: to a person, and to a program.

import type { Comparison } from './compare.ts';

export type Run = Comparison & {
  readonly seed: number;
  /** How many were asked for; fewer are played when a difference ends the run. */
  readonly commands: number;
  readonly lines: number;
  readonly seconds: number;
};

const played = ({ accepted, refused, stopped }: Run): number => accepted + refused + stopped;
const perSecond = (run: Run): number => Math.round(played(run) / run.seconds);

/** One line of JSON. The speed is that of the whole run: both ledgers, the workload and the looking. */
export function lastLine(run: Run): string {
  const { seed, lines, accepted, refused, stopped, repeats, conserved, difference } = run;
  return JSON.stringify({
    seed,
    commands: played(run),
    lines,
    accepted,
    refused,
    stopped,
    repeats,
    commandsPerSecond: perSecond(run),
    identical: difference === undefined,
    conserved,
    ...(difference === undefined ? {} : { difference }),
  });
}

export function inWords(run: Run): string {
  const { accepted, refused, stopped, repeats, conserved } = run;
  return [
    `${played(run)} of ${run.commands} commands, ${perSecond(run)} a second: ` +
      `${accepted} accepted (${repeats} of them repeats), ${refused} refused, ${stopped} stopped.`,
    ...differenceInWords(run),
    conserved ? 'Every octet is accounted for.' : 'The audit found octets lost or forged.',
    `seed ${run.seed}`,
  ].join('\n');
}

function differenceInWords({ difference, seed, lines }: Run): string[] {
  if (difference === undefined) return ['Every answer and every balance is the same.'];
  const { about, commandNumber, replayCommands, subject, ledger, oracle } = difference;
  return [
    `The ${about} differs at command ${commandNumber}:`,
    `  of      ${JSON.stringify(subject)}`,
    `  ledger  ${JSON.stringify(ledger)}`,
    `  oracle  ${JSON.stringify(oracle)}`,
    `Play it again: largesse sim ledger --seed ${seed} --lines ${lines} --commands ${replayCommands}`,
  ];
}
