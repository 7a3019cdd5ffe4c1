// What the app's door is given of the product.

import type { AppServices } from '../interfaces/app/public.ts';
import type { Product } from './product.ts';

export const appServices = (product: Product): AppServices => {
  const { carrier, catalog, directory, gifting, ways, sharing, standing, expiring } = product;
  const { ledger, proofs, signIn, clock, changes } = product;
  return {
    carrier,
    catalog,
    directory,
    gifting,
    ways,
    sharing,
    standing,
    expiring,
    proofs,
    ledger,
    signIn,
    clock,
    watch: changes.watch,
  };
};
