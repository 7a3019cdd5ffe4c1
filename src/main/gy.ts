// The Gy door as this product opens it.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { openGyDoor, type GyDoor, type GyMeter } from '../interfaces/gy/public.ts';
import { SECOND } from '../kernel/public.ts';
import type { GySettings } from './gy-settings.ts';
import type { Product } from './product.ts';

export const GY_PORT = 3868;

export type GyNames = { readonly originHost: string; readonly originRealm: string };
/** The names that the captured SMF calls its OCS by, which is what the demo carrier is called. */
export const DEMO_GY_NAMES: GyNames = { originHost: 'ocs.epc.test', originRealm: 'epc.test' };

export type GyPlace = GyNames & {
  readonly host: string;
  readonly port: number;
  /** What a file sets; its names go before those above. */
  readonly settings?: GySettings;
  readonly meter?: GyMeter;
};

/** The door, which tells the network when octets arrive for one of its sessions. */
export async function openGy(
  { charging, clock, log, reauthorizer }: Product,
  { host, port, settings = {}, meter, ...names }: GyPlace,
): Promise<GyDoor> {
  const { peers: peering, originStateId, tls, limits, answers } = settings;
  const stateId = originStateId === 'per_start' ? Math.floor(clock.now() / SECOND) : originStateId;
  const door = await openGyDoor({
    charging,
    clock,
    log,
    host,
    port: settings.withoutTls === false ? null : port,
    identity: {
      originHost: settings.originHost ?? names.originHost,
      originRealm: settings.originRealm ?? names.originRealm,
      productName: 'Largesse',
      vendorId: 0,
      hostIpAddresses: settings.hostIpAddresses ?? (await addressesOf(host)),
      ...(stateId === undefined ? {} : { originStateId: stateId }),
    },
    ...(tls === undefined ? {} : { tls }),
    ...(limits === undefined ? {} : { limits }),
    ...(peering === undefined ? {} : { peering }),
    ...(answers === undefined ? {} : { answers }),
    ...(meter === undefined ? {} : { meter }),
  });
  reauthorizer.register(door.sessions);
  return door;
}

/** What peers are told that we are reached by: never "any address", which is none to call. */
async function addressesOf(host: string): Promise<readonly string[]> {
  if (host === '0.0.0.0' || host === '::') {
    const addresses = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0);
    const outside = addresses.map(({ address }) => address);
    return outside.length === 0 ? ['127.0.0.1'] : outside;
  }
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
