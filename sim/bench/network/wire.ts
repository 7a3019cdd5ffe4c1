// What the load generator needs of a protocol: sessions that are sent request by request. Callbacks and
// fixed buffers instead of promises, because at these rates the generator's own processor time would
// otherwise be what is measured.

/** A whole session: an initial request, eight updates, a final one. */
export const STEPS = 10;
export const LAST_STEP = STEPS - 1;

/** What one update reports: no more than any grant. */
export const USED_OCTETS = 1_000;

export type Wire = {
  readonly sessions: number;
  /** The step that the session's next request is; 0 between two sessions. */
  stepOf(session: number): number;
  /** Puts the session's next request into what `flush` sends. One request of a session at a time. */
  send(session: number): void;
  flush(): void;
  /** Told of each answer. `failure` names what is not a success; the session then starts anew. */
  answered: (session: number, failure: string | undefined) => void;
  /** Told when the peer is gone, or says what cannot be understood. */
  lost: (error: Error) => void;
  close(): Promise<void>;
};

export type WireOptions = {
  readonly host: string;
  readonly port: number;
  readonly sessions: number;
  /** Connections that the sessions are spread over. */
  readonly connections: number;
  /** How many lines there are to use data. */
  readonly lines: number;
};

/** The numbers of a line, as fixed in length as the messages they are written into. */
export const imsiOf = (line: number): string => `001017${line.toString().padStart(9, '0')}`;
export const msisdnOf = (line: number): string => `44771${line.toString().padStart(7, '0')}`;

/**
 * Sessions are named by counting from the second they began in, so that two runs on one server do not meet:
 * ten digits always, and below 2^32 as a charging id has to be.
 */
export function sessionCounter(): () => number {
  let last = 1_000_000_000 + (Math.floor(Date.now() / 1_000) % 75_000) * 40_000;
  return () => (last += 1);
}
