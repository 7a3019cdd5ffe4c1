// The Gy door as this product opens it.

import { openGyDoor, type GyDoor } from '../interfaces/gy/public.ts';
import type { Product } from './product.ts';

export const GY_PORT = 3868;

export type GyNames = { readonly originHost: string; readonly originRealm: string };
/** The names that the captured SMF calls its OCS by, which is what the demo carrier is called. */
export const DEMO_GY_NAMES: GyNames = { originHost: 'ocs.epc.test', originRealm: 'epc.test' };

export const openGy = (
  { charging, clock, log }: Product,
  { host, port, ...names }: GyNames & { readonly host: string; readonly port: number },
): Promise<GyDoor> =>
  openGyDoor({
    charging,
    clock,
    log,
    host,
    port,
    identity: { ...names, productName: 'Largesse', vendorId: 0, hostIpAddresses: [host] },
  });
