// Every bucket of a line, in the order in which the network takes from them.

import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { Bucket } from '../../api/types.ts';
import { roughOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { MaskedName } from '../../parts/masked.tsx';
import { Until } from '../../parts/until.tsx';

const KINDS: Readonly<Record<Bucket['kind'], MessageDescriptor>> = {
  plan: msg`Your plan`,
  pack: msg`Data pack`,
  gift: msg`A gift`,
  bonus: msg`Bonus`,
  goodwill: msg`With our apologies`,
};

const SCOPES: Readonly<Record<Exclude<Bucket['scope'], 'any'>, MessageDescriptor>> = {
  domestic: msg`At home only`,
  roaming: msg`Abroad only`,
  hotspot: msg`Hotspot only`,
};

export function BucketList({ buckets }: { buckets: readonly Bucket[] }) {
  if (buckets.length === 0)
    return (
      <div className="empty">
        <p>
          <Trans>Nothing left here. A pack, a gift or the next month fills it again.</Trans>
        </p>
      </div>
    );
  return (
    <ol className="buckets">
      {buckets.map((bucket) => (
        <BucketCard key={bucket.number} bucket={bucket} />
      ))}
    </ol>
  );
}

function BucketCard({ bucket }: { bucket: Bucket }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const { grantedOctets, availableOctets, heldOctets, givenOctets, from } = bucket;
  const available = roughOctets(availableOctets, locale);
  const granted = roughOctets(grantedOctets, locale);
  const share = (octets: number): string =>
    `${grantedOctets === 0 ? 0 : (100 * octets) / grantedOctets}%`;
  return (
    <li className={`card bucket bucket-${bucket.kind}`}>
      <div className="bucket-head">
        <h3>
          {from === null ? (
            t(KINDS[bucket.kind])
          ) : (
            <Trans>
              Gift from <MaskedName name={from} />
            </Trans>
          )}
        </h3>
        {bucket.scope !== 'any' && <span className="tag">{t(SCOPES[bucket.scope])}</span>}
      </div>
      <p className="bucket-figures">
        <Trans>
          <strong>{available}</strong> left of {granted}
        </Trans>
      </p>
      <div className="bar" aria-hidden="true">
        <span className="bar-available" style={{ width: share(availableOctets) }} />
        <span className="bar-held" style={{ width: share(heldOctets) }} />
      </div>
      <p className="bucket-until soft">
        <span>
          <Until iso={bucket.expiresAt} />
        </span>
        {heldOctets > 0 && (
          <span>
            <Trans>{roughOctets(heldOctets, locale)} set aside</Trans>
          </span>
        )}
        {givenOctets > 0 && (
          <span>
            <Trans>{roughOctets(givenOctets, locale)} given away</Trans>
          </span>
        )}
      </p>
    </li>
  );
}
