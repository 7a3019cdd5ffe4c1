// How much the Nchf door lets the network ask of it, and the little that it asks of a log and a meter.

export type NchfLimits = {
  readonly maximumConnections: number;
  /** Requests of one connection at once; a peer that opens more has them refused by HTTP/2 itself. */
  readonly maximumStreams: number;
  /** Requests of the whole door at once; past it, 503. */
  readonly maximumInFlight: number;
  /**
   * Past this many, new sessions and subscriptions are turned away with 429, so that those that are open
   * can still report and end, which is what lightens the load.
   */
  readonly shedAbove: number;
  readonly maximumBodyOctets: number;
  readonly maximumHeaderOctets: number;
  /** From connecting to the first octets that say which HTTP it is. */
  readonly greetingSeconds: number;
  /** From a request's headers to the end of its body. */
  readonly bodySeconds: number;
  /** Charging slower than this is answered 504. */
  readonly answerSeconds: number;
  /** From an answer to its last octet being taken; who does not read loses the request. */
  readonly takingSeconds: number;
  /** What peers get to take the last answers when the door closes. */
  readonly closeSeconds: number;
};

export const defaultNchfLimits: NchfLimits = {
  maximumConnections: 1_024,
  maximumStreams: 1_000,
  maximumInFlight: 8_000,
  shedAbove: 6_000,
  maximumBodyOctets: 64 * 1024,
  maximumHeaderOctets: 16 * 1024,
  greetingSeconds: 10,
  bodySeconds: 5,
  answerSeconds: 8,
  takingSeconds: 15,
  closeSeconds: 5,
};

/** The little that the door asks of a logger; pino fits. */
export type NchfLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Told of every request once it is answered. Must neither wait nor throw. */
export type NchfMeter = {
  /** `operation` is one of OPERATIONS or `unknown`. */
  answered(operation: string, status: number, seconds: number): void;
  /** Told of every request that the door itself makes: `result` is a status, or `unreachable`. */
  asked(operation: string, result: string, seconds: number): void;
};
