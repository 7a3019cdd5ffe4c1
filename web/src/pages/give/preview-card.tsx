// A gift before it is given: exactly who, how much, what is kept, until when, at what cost, what happens
// next, and how far the limits of both sides are.

import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Cost } from '../../parts/cost.tsx';
import { Fact } from '../../parts/fact.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { More } from '../../parts/more.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Quote } from '../../parts/quote.tsx';
import { Until } from '../../parts/until.tsx';
import { LimitList } from './limit-list.tsx';
import { NextSteps } from './next-steps.tsx';

type PreviewCardProps = {
  readonly preview: Preview;
  /** What the giver writes with it. */
  readonly message?: string;
  /** Into a pool or a tank rather than to a person. */
  readonly isPutIn?: boolean;
  /** It has taken the place of a form, and is read from there on. */
  readonly takesFocus?: boolean;
};

export function PreviewCard(props: PreviewCardProps) {
  const { preview, message, isPutIn = false, takesFocus = false } = props;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) card.current?.focus();
  }, [takesFocus]);
  const { t } = useLingui();
  const { locale } = useReading();
  const { receiver, giver, parts, limits } = preview;
  return (
    <>
      <section className="card preview" ref={card} tabIndex={-1} aria-label={t`Your gift`}>
        <div className="preview-head">
          <p className="gift-amount">{exactOctets(preview.octets, locale)}</p>
          <p className="preview-receiver">
            <span className="soft">
              <Trans>goes to</Trans>
            </span>
            <strong>
              <MaskedName name={receiver.maskedName} />
            </strong>
            {receiver.maskedMsisdn !== '' && <MaskedNumber number={receiver.maskedMsisdn} />}
          </p>
        </div>
        {message !== undefined && <Quote>{message}</Quote>}
        {!preview.receiverLimits.monthlyOctets.fits && (
          <Notice tone="hint">
            <Trans>It is more than they can still receive this month.</Trans>
          </Notice>
        )}
        <dl className="facts">
          <Fact name={t`You keep`}>{exactOctets(giver.keepsOctets, locale)}</Fact>
          <Fact name={isPutIn ? t`Can be used` : t`They can use it`}>
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
          <Fact name={t`Cost`}>
            <Cost cents={preview.feeCents} />
          </Fact>
        </dl>
      </section>
      <NextSteps
        steps={preview.next}
        undoWindowSeconds={preview.undoWindowSeconds}
        isPutIn={isPutIn}
      />
      <More words={t`Limits, and what is left of them`}>
        <h3>
          <Trans>Yours, before this gift</Trans>
        </h3>
        <LimitList limits={limits.filter(({ side }) => side === 'giver')} />
        {!isPutIn && (
          <>
            <h3>
              <Trans>Theirs</Trans>
            </h3>
            <LimitList limits={limits.filter(({ side }) => side === 'receiver')} />
          </>
        )}
      </More>
    </>
  );
}
