import { Type, type Static } from 'typebox';
import type { AccountId } from '../../../../kernel/public.ts';
import { TypedMsisdn } from '../../schemas.ts';

/** Without a number it is for oneself. */
export const PurchaseBody = Type.Object({
  packId: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,99}$' }),
  toMsisdn: Type.Optional(TypedMsisdn),
});

export const purchaseOf = (
  buyer: AccountId,
  { packId, toMsisdn }: Static<typeof PurchaseBody>,
): { buyer: AccountId; packId: string; toMsisdn?: string } => ({
  buyer,
  packId,
  ...(toMsisdn === undefined ? {} : { toMsisdn }),
});
