// Whether the store has what was acknowledged, no more and no less.

import type { Ledger } from '../../src/ledger/public.ts';
import type { Acknowledged } from './work.ts';

export type Proof = {
  readonly conserved: boolean;
  /** Whether the store says of used and given octets what was acknowledged. */
  readonly accounted: boolean;
  readonly breaks: readonly string[];
};

export async function prove(ledger: Ledger, acknowledged: Acknowledged): Promise<Proof> {
  const { conserved, octets, breaks } = await ledger.audit();
  return {
    conserved,
    accounted:
      octets.used === String(acknowledged.usedOctets) &&
      octets.given === String(acknowledged.givenOctets) &&
      octets.overrun === '0' &&
      octets.inTransit === '0',
    breaks: breaks.map(
      ({ rule, accountId, subject }) =>
        `${rule}: account ${accountId ?? 'unknown'}, ${subject ?? ''}`,
    ),
  };
}
