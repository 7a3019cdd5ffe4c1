// What must hold whatever people do, looked at from the store alone: not by the code that moved the octets,
// nor by what gifting says of its gifts.

import { checkBooks, type Queryable } from './checks/books.ts';
import { checkDue } from './checks/due.ts';
import { checkExpiries, checkOrigins, type Span } from './checks/expiries.ts';
import { checkBlocks, checkConsents } from './checks/people.ts';
import { checkCaps, checkReserves, checkShares } from './checks/sharing.ts';

/** `issuedOctets` is what the run itself had issued so far. Answers with what does not hold. */
export async function checkDay(
  store: Queryable,
  { issuedOctets, ...span }: Span & { readonly issuedOctets: bigint },
): Promise<string[]> {
  return [
    ...(await checkBooks(store, issuedOctets)),
    ...(await checkDue(store, span.now)),
    ...(await checkExpiries(store, span)),
    ...(await checkOrigins(store, span)),
    ...(await checkReserves(store, span)),
    ...(await checkCaps(store)),
    ...(await checkShares(store)),
    ...(await checkBlocks(store)),
    ...(await checkConsents(store)),
  ];
}
