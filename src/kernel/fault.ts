// A fault is the world failing: a database that went away, a queue that is full. Whoever catches one
// has a single question, so a fault answers it: may I try the same thing again?

export type Retry =
  /** Nothing was done; the same call may be made again. */
  | 'safe'
  /** It may have been done. Only a call with the same key may be made again. */
  | 'same_key_only'
  /** Trying again will fail the same way. */
  | 'useless';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  readonly retry: Retry;
  /** How long to wait before trying again, when that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    message: string,
    options: { retry: Retry; cause?: unknown; retryAfterSeconds?: number },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
