// Where events may be sent. A partner names the address, so it must not make us reach into our own network:
// only https, only to addresses that the whole internet has, looked at again when the name is resolved.

import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { accept, refuse, type Result } from '../../kernel/public.ts';

/** IANA's registries of special-purpose addresses (RFC 6890), and what carries one of those within. */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

export type UrlRefusal = {
  readonly code: 'url_not_reachable';
  readonly why: 'malformed' | 'not_https' | 'has_credentials' | 'special_address' | 'too_long';
};

export type Reach = {
  /** Judges an address as it is written. Refuses in the order of the reasons of UrlRefusal. */
  check(url: string): Result<URL, UrlRefusal>;
  /** Resolves a name to addresses that may be reached, or fails. */
  readonly lookup: LookupFunction;
};

const LONGEST_URL = 2_000;

/** `inner` are networks of the carrier's own that may be reached; its loopback also without TLS. */
export function createReach(inner: readonly string[]): Reach {
  const special = blockListOf(SPECIAL);
  const own = blockListOf(inner);
  const mayReach = (address: string): boolean => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return own.check(address, family) || !special.check(address, family);
  };
  return {
    check(text) {
      if (text.length > LONGEST_URL) return no('too_long');
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || url.hash !== '') return no('malformed');
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
      const isOwnLoopback = isLoopback(host) && mayReach(host === 'localhost' ? '127.0.0.1' : host);
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwnLoopback))
        return no('not_https');
      if (url.username !== '' || url.password !== '') return no('has_credentials');
      if (isIP(host) !== 0 && !mayReach(host)) return no('special_address');
      if (/(^|\.)localhost\.?$/.test(host) && !isOwnLoopback) return no('special_address');
      return accept(url);
    },
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '');
        const [first] = addresses;
        // One that may not be reached spoils the name: which one is used is not ours to choose.
        if (first === undefined || !addresses.every(({ address }) => mayReach(address)))
          return callback(
            new Error(`${hostname} resolves to an address that may not be reached`),
            '',
          );
        return options.all === true
          ? callback(null, addresses satisfies LookupAddress[])
          : callback(null, first.address, first.family);
      });
    },
  };
}

const no = (why: UrlRefusal['why']) => refuse({ code: 'url_not_reachable', why } as const);

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
