// What a carrier sets for its Gy door, besides its name and its limits.

/** One peer, or all whose name ends alike. */
export type GyPeerSettings = {
  /** Its Origin-Host in any case; `*.epc.example` stands for every host below epc.example. */
  readonly originHost: string;
  /** The Origin-Realm it must give; any, when left out. */
  readonly originRealm?: string;
  /** Addresses (192.0.2.7) and networks (192.0.2.0/24, 2001:db8::/32) it may connect from; any, when left out. */
  readonly addresses?: readonly string[];
  /** True turns it away from the port without TLS. */
  readonly mustUseTls?: boolean;
  /** In place of the door's own limits. */
  readonly maximumConnections?: number;
  readonly maximumOutstandingRequests?: number;
};

export type GyPeering = {
  /** Left out, whoever reaches the address may connect, unless refused. */
  readonly allowed?: readonly GyPeerSettings[];
  /** Origin-Hosts that may not, patterns as above. Goes before `allowed`. */
  readonly refused?: readonly string[];
  /**
   * What becomes of a peer's connection past its maximum: its oldest one makes room (`replace`), or the
   * new one is turned away (`reject`). A peer that crashed comes back before its old connection is known
   * to be dead, so `replace` serves it sooner.
   */
  readonly duplicates?: 'replace' | 'reject';
};

export type GyTls = {
  /** 5658 is Diameter's over TLS (RFC 6733 clause 2.1); 0 takes any free one. */
  readonly port: number;
  /** PEM. */
  readonly key: string | Buffer;
  readonly certificate: string | Buffer;
  /** PEM of who signs the certificates of peers. */
  readonly certificateAuthority?: string | Buffer;
  /**
   * `required` turns away who shows none that the authority signed. One that is shown must name the
   * peer's Origin-Host either way.
   */
  readonly clientCertificates: 'none' | 'optional' | 'required';
};

/** What every Credit-Control-Answer of a session tells the client to do. Left out, it is not written. */
export type GyAnswerSettings = {
  /** Whether a session may go on through another of our hosts: true where several share one store. */
  readonly sessionFailover?: boolean;
  /** What the client does with traffic when we do not answer (RFC 8506 clause 8.14). */
  readonly failureHandling?: 'terminate' | 'continue' | 'retry_and_terminate';
  /** Trigger-Types on which the client reports before its grant is used up (TS 32.299 clause 7.2.236). */
  readonly triggerTypes?: readonly number[];
};
