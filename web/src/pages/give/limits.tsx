// The rules that apply to this giver, before they run into one.

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { GiftPolicy } from '../../api/types.ts';
import { givable } from '../../format/amounts.ts';
import { exactOctets, roughOctets } from '../../format/octets.ts';
import { lengthOfTime } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Fact } from '../../parts/fact.tsx';

export function Limits({ policy }: { policy: GiftPolicy }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const { count, octets } = policy.monthly;
  const giftsLeft = Math.max(0, count.limit - count.used);
  const octetsLeft = exactOctets(Math.max(0, octets.limit - octets.used), locale);
  const least = exactOctets(policy.minimumOctets, locale);
  const most = exactOctets(policy.maximumOctets, locale);
  const undo = lengthOfTime(policy.undoWindowSeconds, locale);
  return (
    <section className="limits" aria-labelledby="limits-heading">
      <h2 id="limits-heading">
        <Trans>Good to know</Trans>
      </h2>
      <dl className="facts">
        {givable(policy) !== null && (
          <Fact name={t`You can give now`}>
            <Trans>up to {roughOctets(policy.givableOctets, locale)}</Trans>
          </Fact>
        )}
        <Fact name={t`In one gift`}>
          <Trans>
            {least} to {most}
          </Trans>
        </Fact>
        <Fact name={t`Left this month`}>
          {octetsLeft}{' '}
          <Plural value={giftsLeft} _0="in no gift" one="in # gift" other="in # gifts" />
        </Fact>
        <Fact name={t`You always keep`}>
          <Trans>at least {exactOctets(policy.floorOctets, locale)}</Trans>
        </Fact>
        <Fact name={t`To undo you have`}>{undo}</Fact>
      </dl>
    </section>
  );
}
