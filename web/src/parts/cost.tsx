import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lineQuery } from '../api/queries.ts';
import { useReading } from '../language/use-reading.ts';

/** What something costs, in the carrier's currency. */
export function Cost({ cents }: { cents: number }) {
  const { locale } = useReading();
  const currency = useQuery({ ...lineQuery, enabled: false }).data?.currency;
  if (cents === 0) return <Trans>Free of charge</Trans>;
  return new Intl.NumberFormat(
    locale,
    currency === undefined
      ? { minimumFractionDigits: 2 }
      : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
  ).format(cents / 100);
}
