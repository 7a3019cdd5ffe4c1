// The addresses of the links that were made in this tab. The server tells an address once and keeps none;
// this tab shows it for as long as it lives, and a new one can always be had.

import type { Address } from '../../api/links.ts';

const addresses = new Map<string, Address>();

export const rememberAddress = (linkId: string, address: Address): void => {
  addresses.set(linkId, address);
};

export const addressOf = (linkId: string): Address | null => addresses.get(linkId) ?? null;

/** For whoever signs in next on this device. */
export const forgetAddresses = (): void => addresses.clear();
