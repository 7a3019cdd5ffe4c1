import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lineQuery } from '../../api/queries.ts';
import type { GiftPolicy } from '../../api/types.ts';
import { givable } from '../../format/amounts.ts';
import { civilDate } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Notice } from '../../parts/notice.tsx';

/** Says beforehand why nothing can be given right now, to whom that applies. */
export function CannotGive({ policy }: { policy: GiftPolicy }) {
  const { locale } = useReading();
  const cycleEnd = useQuery(lineQuery).data?.cycle.endsOn;
  if (givable(policy) !== null) return null;
  const { count } = policy.monthly;
  const until = cycleEnd === undefined ? '' : civilDate(cycleEnd, locale);
  return (
    <Notice tone="hint">
      {count.used >= count.limit ? (
        <Trans>You have given all the gifts of this month. New ones after {until}.</Trans>
      ) : (
        <Trans>Right now you have too little to give. What you have stays yours.</Trans>
      )}
    </Notice>
  );
}
