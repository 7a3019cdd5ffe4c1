// What the standards say of one AVP (RFC 6733 clause 4.5): enough to check it and to write it.

export type AvpType =
  | 'OctetString'
  | 'Integer32'
  | 'Integer64'
  | 'Unsigned32'
  | 'Unsigned64'
  | 'Grouped'
  | 'Address'
  | 'Time'
  | 'UTF8String'
  | 'DiameterIdentity'
  | 'DiameterURI'
  | 'Enumerated';

/**
 * The M bit as its definition demands it. Only the IETF's own AVPs say `must` and `never` here: the
 * releases of 3GPP contradict each other and themselves (TS 29.061 against TS 32.299), and networks
 * in the field follow any of them, so what 3GPP defines is taken either way.
 */
export type MandatoryRule = 'must' | 'never' | 'may';

export type AvpDefinition = {
  readonly code: number;
  /** 0 for the IETF's own. */
  readonly vendor: number;
  readonly name: string;
  readonly type: AvpType;
  readonly mandatory: MandatoryRule;
  /** Whether the M bit is set when Largesse writes it. */
  readonly writtenMandatory: boolean;
};

export const VENDOR_3GPP = 10415;

/** An AVP of the IETF: RFC 6733 and RFC 8506. */
export function ietf(
  code: number,
  name: string,
  type: AvpType,
  mandatory: MandatoryRule = 'must',
): AvpDefinition {
  return { code, vendor: 0, name, type, mandatory, writtenMandatory: mandatory === 'must' };
}

/** An AVP of 3GPP: TS 32.299, TS 29.061, TS 29.212. */
export function tgpp(code: number, name: string, type: AvpType): AvpDefinition {
  return { code, vendor: VENDOR_3GPP, name, type, mandatory: 'may', writtenMandatory: true };
}

/** The octets that a value of the type takes, fewest and most (RFC 6733 clauses 4.2 and 4.3). */
const OCTETS_OF_TYPE: Readonly<Record<AvpType, readonly [least: number, most: number]>> = {
  Integer32: [4, 4],
  Unsigned32: [4, 4],
  Enumerated: [4, 4],
  Time: [4, 4],
  Integer64: [8, 8],
  Unsigned64: [8, 8],
  Address: [2, Infinity],
  OctetString: [0, Infinity],
  Grouped: [0, Infinity],
  UTF8String: [0, Infinity],
  DiameterIdentity: [0, Infinity],
  DiameterURI: [0, Infinity],
};

export const leastOctets = (type: AvpType): number => OCTETS_OF_TYPE[type][0];

/** Infinite where the type has no end of its own. */
export const mostOctets = (type: AvpType): number => OCTETS_OF_TYPE[type][1];
