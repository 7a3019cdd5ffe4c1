// A gift before it is given: exactly who, how much, what is kept, until when, at what cost.

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { lengthOfTime } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Fact } from '../../parts/fact.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Until } from '../../parts/until.tsx';

export function PreviewCard({ preview }: { preview: Preview }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const { receiver, giver, parts } = preview;
  const { count, octets } = giver.monthly;
  const giftsLeft = Math.max(0, count.limit - count.used - 1);
  const octetsLeft = exactOctets(Math.max(0, octets.limit - octets.used - preview.octets), locale);
  const undo = lengthOfTime(preview.undoWindowSeconds, locale);
  return (
    <section className="card preview" aria-label={t`Your gift`}>
      <div className="preview-head">
        <p className="gift-amount">{exactOctets(preview.octets, locale)}</p>
        <p className="preview-receiver">
          <span className="soft">
            <Trans>goes to</Trans>
          </span>
          <strong>
            <MaskedName name={receiver.maskedName} />
          </strong>
          <MaskedNumber number={receiver.maskedMsisdn} />
        </p>
      </div>
      {!preview.receiverLimits.monthlyOctets.fits && (
        <Notice tone="hint">
          <Trans>It is more than they can still receive this month.</Trans>
        </Notice>
      )}
      <dl className="facts">
        <Fact name={t`You keep`}>{exactOctets(giver.keepsOctets, locale)}</Fact>
        <Fact name={t`They can use it`}>
          {parts.length < 2 ? (
            <Until iso={preview.expiresAt} />
          ) : (
            <ul className="parts">
              {parts.map((part) => (
                <li key={part.expiresAt}>
                  {exactOctets(part.octets, locale)}: <Until iso={part.expiresAt} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={t`You can undo for`}>{undo}</Fact>
        <Fact name={t`Then left this month`}>
          {octetsLeft}{' '}
          <Plural value={giftsLeft} _0="in no gift" one="in # gift" other="in # gifts" />
        </Fact>
        <Fact name={t`Cost`}>
          {preview.feeCents === 0 ? (
            <Trans>Free of charge</Trans>
          ) : (
            new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
              preview.feeCents / 100,
            )
          )}
        </Fact>
      </dl>
    </section>
  );
}
