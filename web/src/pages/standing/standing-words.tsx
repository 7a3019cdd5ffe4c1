// A standing gift's rhythm in a sentence.

import { Plural, Trans } from '@lingui/react/macro';
import type { Standing } from '../../api/standing.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';

type Said = Pick<Standing, 'kind' | 'octets' | 'dayOfCycle' | 'lastHours'>;

export function RhythmWords({ standing }: { standing: Said }) {
  const { locale } = useReading();
  const amount = exactOctets(standing.octets, locale);
  const day = standing.dayOfCycle ?? 1;
  const hours = standing.lastHours ?? 0;
  if (standing.kind === 'monthly')
    return (
      <Trans>
        {amount} on day {day} of each billing cycle
      </Trans>
    );
  return (
    <Plural
      value={Math.round(hours / 24)}
      one="What is about to lapse, on the last day of each billing cycle"
      other="What is about to lapse, in the last # days of each billing cycle"
    />
  );
}
