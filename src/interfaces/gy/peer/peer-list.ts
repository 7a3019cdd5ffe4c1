// Who may connect: the peers that a carrier lists, by name, realm and address.

import { BlockList, isIP } from 'node:net';
import { invariant } from '../../../kernel/public.ts';
import { resultCode, type Problem } from '../codec/problem.ts';
import type { GyPeering, GyPeerSettings } from '../settings.ts';

export type Caller = {
  readonly originHost: string;
  readonly originRealm: string;
  readonly address: string | undefined;
  readonly isSecure: boolean;
};

type Entry = { readonly settings: GyPeerSettings; readonly addresses: BlockList | null };

export class PeerList {
  readonly #allowed: readonly Entry[] | undefined;
  readonly #refused: readonly string[];

  constructor(peering: GyPeering) {
    this.#allowed = peering.allowed?.map((settings) => ({
      settings,
      addresses: settings.addresses === undefined ? null : blockListOf(settings.addresses),
    }));
    this.#refused = peering.refused ?? [];
  }

  /** Whether anybody that is listed calls from there; asked before a word is read. */
  mayCall(address: string | undefined): boolean {
    const allowed = this.#allowed;
    return allowed === undefined || allowed.some((entry) => isFrom(entry, address));
  }

  /** The caller's settings, undefined where peers are not listed; or why it may not stay. */
  admit(
    caller: Caller,
  ): { readonly settings: GyPeerSettings | undefined } | { readonly problem: Problem } {
    const { originHost, originRealm, address, isSecure } = caller;
    if (this.#refused.some((pattern) => matches(pattern, originHost))) return stranger('refused');
    if (this.#allowed === undefined) return { settings: undefined };
    const named = this.#allowed.filter(({ settings }) => matches(settings.originHost, originHost));
    if (named.length === 0) return stranger('not listed');
    const there = named.filter((entry) => isFrom(entry, address));
    if (there.length === 0) return stranger('not from this address');
    const entry = there.find(
      ({ settings }) =>
        settings.originRealm === undefined || sameIdentity(settings.originRealm, originRealm),
    );
    if (entry === undefined) return stranger('not of this realm');
    if (entry.settings.mustUseTls === true && !isSecure) return stranger('not without TLS');
    return { settings: entry.settings };
  }
}

/** Host names and realms are compared without regard to case (RFC 6733 clause 4.3.1). */
export const sameIdentity = (left: string, right: string): boolean =>
  left === right || left.toLowerCase() === right.toLowerCase();

function matches(pattern: string, originHost: string): boolean {
  if (!pattern.startsWith('*.')) return sameIdentity(pattern, originHost);
  return originHost.toLowerCase().endsWith(pattern.slice(1).toLowerCase());
}

function isFrom({ addresses }: Entry, address: string | undefined): boolean {
  if (addresses === null) return true;
  if (address === undefined) return false;
  return addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockListOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) {
    const [network = '', prefix] = address.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    invariant(isIP(network) !== 0, `a peer's address is IPv4 or IPv6 (${address})`);
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

const stranger = (why: string): { readonly problem: Problem } => ({
  problem: { resultCode: resultCode.unknownPeer, message: `this peer is ${why}` },
});
