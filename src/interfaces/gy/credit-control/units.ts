// Units of service (RFC 8506 clauses 8.17 to 8.19): how many octets were used, how many are asked for.
// Time, money and service-specific units are read over: octets are what Largesse counts.

import type { Octets } from '../../../kernel/public.ts';
import { parseOctets } from '../../../kernel/public.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import type { Avp } from '../codec/avp.ts';
import { readerOf, type Found } from '../codec/grammar.ts';
import { invalidValue, type Findings } from '../codec/problem.ts';

const AMOUNT = {
  total: [creditControl.totalOctets, 'maybe'],
  input: [creditControl.inputOctets, 'maybe'],
  output: [creditControl.outputOctets, 'maybe'],
} as const;

const readRequested = readerOf(AMOUNT);
const readUsed = readerOf({ ...AMOUNT, reasons: [threegpp.reportingReason, 'many'] });

export type UsedUnits = { readonly octets: number; readonly reasons: readonly Avp[] };

/** What a Used-Service-Unit reports; one of time alone reports no octets. */
export function readUsedUnits(group: Avp, findings: Findings): UsedUnits {
  const found = readUsed(group.children(), findings);
  if (found === null) return { octets: 0, reasons: [] };
  return { octets: amountOf(found, group, findings) ?? 0, reasons: found.reasons };
}

/**
 * What a Requested-Service-Unit asks for. Empty, or in other units than octets, it leaves the amount
 * to us; so does an amount of nothing, for who asks for quota does not want none.
 */
export function readRequestedUnits(group: Avp, findings: Findings): Octets | 'any' {
  const found = readRequested(group.children(), findings);
  const amount = found === null ? undefined : amountOf(found, group, findings);
  return amount === undefined || amount === 0 ? 'any' : amount;
}

/** The total where it is given, else input and output together (TS 32.299 clause 5.2.3). */
function amountOf(
  found: Omit<Found<typeof AMOUNT>, never>,
  group: Avp,
  findings: Findings,
): Octets | undefined {
  const parts = found.total === undefined ? [found.input, found.output] : [found.total];
  let sum: number | undefined;
  for (const part of parts) if (part !== undefined) sum = (sum ?? 0) + Number(part.unsigned64());
  if (sum === undefined) return undefined;
  const amount = parseOctets(sum);
  if (amount.ok) return amount.value;
  findings.add(invalidValue(found.total ?? group, 'more octets than can be counted (2^53)'));
  return undefined;
}
