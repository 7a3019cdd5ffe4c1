// Instants as RFC 3339 writes them (TS 29.571, DateTime).

const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.(\d+))?(?:[Zz]|[+-]\d\d:\d\d)$/;

const MICROSECONDS_IN_A_MILLISECOND = 1_000;

/**
 * Microseconds since 1970, or undefined where the text is no instant after that. The microseconds are
 * kept because network functions stamp requests more finely than JavaScript reads them.
 */
export function microsecondsOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const milliseconds = Date.parse(text);
  if (!(milliseconds >= 0)) return undefined;
  const finer = match[1] === undefined ? 0 : Number(match[1].slice(3, 6).padEnd(3, '0'));
  return milliseconds * MICROSECONDS_IN_A_MILLISECOND + finer;
}
