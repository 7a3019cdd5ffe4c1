// The Nchf door as this product opens it.

import {
  openNchfDoor,
  type NchfDoor,
  type NchfMeter,
  type PolicyCounters,
} from '../interfaces/nchf/public.ts';
import type { NchfSettings } from './nchf-settings.ts';
import type { Product } from './product.ts';

/** No port is Nchf's own: consumers learn it from the NRF or are told. This one is next to the app's. */
export const NCHF_PORT = 8091;

/** The door, which tells the network when octets arrive for one of its sessions. */
export async function openNchf(
  product: Product,
  {
    settings = {},
    ...where
  }: {
    readonly host: string;
    readonly port: number;
    readonly settings?: NchfSettings;
    readonly meter?: NchfMeter;
  },
): Promise<NchfDoor> {
  const { charging, store, clock, log, reauthorizer } = product;
  const counters = countersOf(product);
  const { tls } = settings;
  // We show the same certificate to network functions that we call, and trust the same authority.
  const callbacks =
    tls === undefined
      ? {}
      : { peers: { tls: { key: tls.key, cert: tls.cert, ...trusted(tls.clientCa) } } };
  const door = await openNchfDoor({
    charging,
    counters,
    store,
    clock,
    log,
    ...settings,
    ...callbacks,
    ...where,
  });
  reauthorizer.register(door.sessions);
  product.onLineChanged(door.lineChanged);
  return door;
}

const trusted = (ca: string | Buffer | undefined) => (ca === undefined ? {} : { ca });

const countersOf = ({ directory, counters }: Product): PolicyCounters => ({
  async accountOf({ imsi, msisdn }) {
    const line =
      imsi !== undefined
        ? await directory.lineBy('imsi', imsi)
        : msisdn !== undefined
          ? await directory.lineBy('msisdn', msisdn)
          : undefined;
    const isAnother = msisdn !== undefined && line?.msisdn !== msisdn;
    return line === undefined || line.status === 'closed' || isAnother ? undefined : line.accountId;
  },
  async isCustomer(accountId) {
    const line = await directory.line(accountId);
    return line !== undefined && line.status !== 'closed';
  },
  countersOf: counters.countersOf,
  watch: counters.watch,
});
