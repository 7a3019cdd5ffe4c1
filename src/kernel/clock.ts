// Instants are milliseconds since 1970 in UTC, a plain number so that the ledger can compare two
// million of them a second. The clock is handed in, never read: tests and the simulator own time.

export type Instant = number;

export type Clock = { now(): Instant };

export const systemClock: Clock = { now: () => Date.now() };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
