// An amount as it is being chosen, for forms that are not kept beyond their page.

import { useState } from 'react';
import { GIGABYTE, parseAmount, writeAmount } from '../../format/octets.ts';
import type { DataUnit } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';

export type Amount = {
  /** As typed; null until the page proposes an amount. */
  readonly amount: string | null;
  readonly unit: DataUnit;
};

export const octetsOf = ({ amount, unit }: Amount): number | null =>
  amount === null ? null : parseAmount(amount, unit);

export function useAmount(firstOctets?: number): {
  readonly amount: Amount;
  readonly octets: number | null;
  readonly change: (change: Partial<Amount>) => void;
} {
  const { locale } = useReading();
  const [amount, setAmount] = useState<Amount>(() => {
    const unit = firstOctets === undefined || firstOctets >= GIGABYTE ? 'GB' : 'MB';
    return {
      amount: firstOctets === undefined ? null : writeAmount(firstOctets, unit, locale),
      unit,
    };
  });
  return {
    amount,
    octets: octetsOf(amount),
    change: (change) => setAmount((known) => ({ ...known, ...change })),
  };
}
