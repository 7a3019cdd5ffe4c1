// Whether another process has opened a bucket: a gift that it received, a pack that it sold.
//
// An account that is remembered may have a bucket more by now, and a charge must use its octets in their
// order. The store counts the openings of each part, and every write proves that the count is the one that
// was known. Only where it is not, accounts are looked at one by one until they were proved once more.

/** What this process knows of a part. */
export type PartOpenings = {
  /** The count, when accounts remembered `asOf` now have every bucket that was opened up to it. */
  known: number | undefined;
  asOf: number;
  /** So many batches look at each of their accounts: where others open buckets, they often do so again. */
  wary: number;
};

/** An account remembered as of this is looked at before it is relied upon. */
export const NEVER_PROVED = -1;
const WARY_BATCHES = 16;

export const createOpenings = (parts: number): readonly PartOpenings[] =>
  Array.from({ length: parts }, () => ({ known: undefined, asOf: 0, wary: 0 }));

/** What an account that was just written is to be remembered as of. */
export const provedAsOf = ({ known, asOf }: PartOpenings): number =>
  known === undefined ? NEVER_PROVED : asOf;

/** Others may have opened buckets: no account is proved any more. */
export function doubt(openings: PartOpenings): void {
  openings.known = undefined;
  openings.asOf += 1;
}

/** Others have. */
export function noticeOthers(openings: PartOpenings): void {
  doubt(openings);
  openings.wary = WARY_BATCHES;
}

/** A batch was written that opened so many buckets; the count is now this, or not sure. */
export function noteWritten(
  openings: PartOpenings,
  opened: number,
  count: number | undefined,
): void {
  const { known } = openings;
  // Where it looked at its accounts one by one, others may have counted meanwhile: those that it did not
  // look at are proved no more.
  if (count === undefined || known === undefined || count !== known + opened) doubt(openings);
  openings.known = count;
  if (openings.wary > 0) openings.wary -= 1;
}
