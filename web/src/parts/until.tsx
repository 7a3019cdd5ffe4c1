import { Trans } from '@lingui/react/macro';
import { ending } from '../format/time.ts';
import { useReading } from '../language/use-reading.ts';
import { useNow } from './use-now.ts';

/** How long something can be used: the day (or day and time) in the line's zone, and how far off that is. */
export function Until({ iso }: { iso: string }) {
  const { locale, timeZone } = useReading();
  const { exact, endOfDay, relative } = ending(iso, useNow(), locale, timeZone);
  return (
    <time dateTime={iso}>
      {endOfDay ? <Trans>until the end of {exact}</Trans> : <Trans>until {exact}</Trans>}{' '}
      <span className="soft nowrap">({relative})</span>
    </time>
  );
}
