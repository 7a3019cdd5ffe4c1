// What can go wrong with a call. TanStack Query tells failure from success by throwing, so here a
// refusal of the server is thrown as well, with the words and the figures that came with it.

/** The server refused. `message` is in the reader's language and is shown as it is. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    facts: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

/** No answer, or none that the app can read. The same call with the same key may be made again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Whether the session has ended, so that signing in again is all that helps. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof Problem && error.status === 401 && error.code === 'not_signed_in';

/** How long the server asks to wait, when it does. */
export function retryAfterSeconds(error: unknown): number | null {
  if (!(error instanceof Problem)) return null;
  const seconds = error.facts['retryAfterSeconds'];
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds) : null;
}

/** Reads an RFC 9457 problem; anything else that failed is treated as no answer. */
export function toProblem(status: number, body: unknown): Problem | Unreachable {
  if (typeof body !== 'object' || body === null) return new Unreachable(`answered ${status}`);
  const { code, detail, title, facts } = body as Record<string, unknown>;
  if (typeof code !== 'string' || status >= 500) return new Unreachable(`answered ${status}`);
  const words = typeof detail === 'string' && detail !== '' ? detail : title;
  return new Problem(
    status,
    code,
    typeof words === 'string' ? words : code,
    typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {},
  );
}
