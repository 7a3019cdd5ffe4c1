// Who Largesse is to its Diameter peers, and how much it lets them ask of it.

import type { AvpLimits } from './codec/check.ts';

export type GyIdentity = {
  /** Our DiameterIdentity, a host name: what peers put in Destination-Host. */
  readonly originHost: string;
  /** The realm we answer for: what peers put in Destination-Realm. */
  readonly originRealm: string;
  readonly productName: string;
  /** The vendor's enterprise number; 0 says that it has none (RFC 6733 clause 5.3.3). */
  readonly vendorId: number;
  /** IPv4 or IPv6, at least one (RFC 6733 clause 5.3.2). */
  readonly hostIpAddresses: readonly string[];
  /**
   * Tells peers, each time that it grows, that we have forgotten every session (RFC 6733 clause 8.16).
   * Left out, it is not written: the ledger keeps sessions over a restart of ours.
   */
  readonly originStateId?: number;
};

export type GyLimits = AvpLimits & {
  /** A longer message ends its connection, for its length may be a lie. */
  readonly maximumMessageOctets: number;
  readonly maximumConnections: number;
  /** Connections that have not shown their capabilities; past it, the one that waits longest goes. */
  readonly maximumUngreetedConnections: number;
  /** Connections of one peer; past it, see `duplicates` in the settings. */
  readonly maximumConnectionsOfPeer: number;
  /** Requests of one peer that wait for charging; past it, its next one is answered busy at once. */
  readonly maximumOutstandingRequests: number;
  /** The same of all peers together. */
  readonly maximumRequestsInFlight: number;
  /** Requests of ours that wait for their answers; past it, none is sent. */
  readonly maximumOwnRequests: number;
  /** Answers that a connection has not taken yet; past it, we read no further. */
  readonly maximumUnsentOctets: number;
  /** From connecting to a Capabilities-Exchange-Request. */
  readonly capabilitiesSeconds: number;
  /** From a message's first octet to its last. */
  readonly messageSeconds: number;
  /** Tw of RFC 3539: this long without a word and we ask; two more of it and we hang up. */
  readonly watchdogSeconds: number;
  /** Charging slower than this is answered busy. Below Tx, which is 10 s (RFC 8506 clause 13). */
  readonly answerSeconds: number;
  /** What a peer gets to answer a request of ours. */
  readonly requestSeconds: number;
  /** What peers get to answer our Disconnect-Peer-Request and to close. */
  readonly closeSeconds: number;
};

export const defaultGyLimits: GyLimits = {
  maximumMessageOctets: 64 * 1024,
  maximumAvps: 1_000,
  maximumNesting: 8,
  maximumConnections: 256,
  maximumUngreetedConnections: 64,
  maximumConnectionsOfPeer: 16,
  maximumOutstandingRequests: 2_000,
  maximumRequestsInFlight: 10_000,
  maximumOwnRequests: 2_000,
  maximumUnsentOctets: 1024 * 1024,
  capabilitiesSeconds: 10,
  messageSeconds: 10,
  watchdogSeconds: 30,
  answerSeconds: 8,
  requestSeconds: 5,
  closeSeconds: 5,
};

/** The little that the door asks of a logger; pino fits. */
export type GyLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Told of every request and its answer, by the short names of commands: CCR, DWR, RAR. */
export type GyMeter = {
  /** A peer's request was answered by us. */
  answered(command: string, result: number, seconds: number): void;
  /** A request of ours came to its end: a result code, or `late`, `lost`, `unreachable`. */
  asked(command: string, result: string, seconds: number): void;
};
