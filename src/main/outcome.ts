// How a command ends: what it prints, and its exit code.

import { Fault, InvariantBroken } from '../kernel/public.ts';

export const EXIT = {
  done: 0,
  /** The answer is no: a refusal, with its reason. */
  refused: 1,
  /** The command's words are off. */
  usage: 2,
  /** The world failed: trying again may help. */
  fault: 3,
  /** A bug, or an audit that found one. */
  broken: 4,
} as const;

/** Ends a command with a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: { readonly code: string };

  constructor(refusal: { readonly code: string }, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

/** Prints why a command failed, for a person or as JSON, and gives its exit code. */
export function reportFailure(thrown: unknown, asJson: boolean): number {
  const { code, exit, facts } = failureOf(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (asJson) console.log(JSON.stringify({ error: { code, message, ...facts } }));
  else console.error(`largesse: ${message}`);
  if (exit === EXIT.broken && thrown instanceof Error) console.error(thrown.stack);
  return exit;
}

function failureOf(thrown: unknown): { code: string; exit: number; facts: object } {
  if (thrown instanceof Refused) {
    const { code, ...facts } = thrown.refusal;
    return { code, exit: EXIT.refused, facts };
  }
  if (thrown instanceof Fault)
    return { code: thrown.code, exit: EXIT.fault, facts: { retry: thrown.retry } };
  if (thrown instanceof InvariantBroken)
    return { code: 'invariant_broken', exit: EXIT.broken, facts: {} };
  const systemCode = (thrown as { code?: unknown }).code;
  if (systemCode === 'EADDRINUSE') return { code: 'port_in_use', exit: EXIT.fault, facts: {} };
  return { code: 'unexpected', exit: EXIT.broken, facts: {} };
}
