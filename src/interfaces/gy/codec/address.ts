// The Address type (RFC 6733 clause 4.3.1): a family of two octets, then the address itself.

import { isIPv4, isIPv6 } from 'node:net';
import { invariant } from '../../../kernel/public.ts';

const FAMILY_IPV4 = 1;
const FAMILY_IPV6 = 2;

export function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from([0, FAMILY_IPV4, ...address.split('.').map(Number)]);
  invariant(isIPv6(address), `an address is IPv4 or IPv6 (${address})`);
  const [head = '', tail] = address.split('::');
  const before = sixteenBitGroups(head);
  const after = tail === undefined ? [] : sixteenBitGroups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  const octets = [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
  return Buffer.from([0, FAMILY_IPV6, ...octets]);
}

/** The address as text; null where its family is another one, or its length does not fit it. */
export function decodeAddress(data: Buffer): string | null {
  if (data.length === 6 && data.readUInt16BE(0) === FAMILY_IPV4) return data.subarray(2).join('.');
  if (data.length !== 18 || data.readUInt16BE(0) !== FAMILY_IPV6) return null;
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(2 + index * 2));
  // Through a URL, which writes it the short way (RFC 5952).
  const host = new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname;
  return host.slice(1, -1);
}

/** The colon-separated part of an IPv6 address; its end may be written as IPv4. */
function sixteenBitGroups(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
