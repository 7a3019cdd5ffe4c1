// What the app's door is given of the product.

import type { AppServices } from '../interfaces/app/public.ts';
import type { Product } from './product.ts';

export const appServices = (product: Product): AppServices => {
  const { carrier, catalog, directory, gifting, ways, sharing, standing, expiring } = product;
  const { ledger, signIn, clock, changes } = product;
  return {
    carrier,
    catalog,
    directory,
    gifting,
    ways,
    sharing,
    standing,
    expiring,
    ledger,
    signIn,
    clock,
    watch: changes.watch,
  };
};
