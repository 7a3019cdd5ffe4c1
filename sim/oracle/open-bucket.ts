import { octets, type Bucket, type Line, type Notebook } from './book.ts';

/** Opens the line's next bucket with all its octets available, and gives its number. */
export function openBucket(
  line: Line,
  notebook: Notebook,
  about: Pick<Bucket, 'kind' | 'scope' | 'origin' | 'validFrom' | 'expiresAt'> & { octets: number },
): number {
  const number = line.bucketsOpened + 1;
  const { kind, scope, origin, validFrom, expiresAt } = about;
  const granted = octets(about.octets);
  notebook.set(line, 'bucketsOpened', number);
  notebook.set(line, 'buckets', [
    ...line.buckets,
    {
      number,
      kind,
      scope,
      origin,
      validFrom,
      expiresAt,
      granted,
      available: granted,
      held: 0,
      used: 0,
      given: 0,
      expired: 0,
      withdrawn: 0,
    },
  ]);
  return number;
}
