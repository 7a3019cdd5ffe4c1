// What goes back to the network: a status, perhaps a JSON body, and the few headers that carry meaning.

export type Answer = {
  readonly status: number;
  /** JSON, or empty. */
  readonly body: string;
  readonly isProblem: boolean;
  readonly location?: string;
  readonly retryAfterSeconds?: number;
  /** The methods that a path takes, where another was used. */
  readonly allow?: string;
  /** What a request without the right token has to bring (RFC 6750 clause 3). */
  readonly authenticate?: string;
};

export const NO_CONTENT: Answer = { status: 204, body: '', isProblem: false };

export const ok = (body: string): Answer => ({ status: 200, body, isProblem: false });

export const created = (body: string, location: string): Answer => ({
  status: 201,
  body,
  isProblem: false,
  location,
});

export const contentTypeOf = ({ isProblem }: Answer): string =>
  isProblem ? 'application/problem+json' : 'application/json';
