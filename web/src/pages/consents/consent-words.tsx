import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans } from '@lingui/react/macro';
import type { Consent } from '../../api/proofs.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';

export const STATE_WORDS: Readonly<Record<Consent['state'], MessageDescriptor>> = {
  asked: msg`Waits for an answer`,
  accepted: msg`Agreed`,
  refused: msg`Said no`,
  used: msg`Agreed, and given`,
  lapsed: msg`Lapsed`,
};

/** How much, to whom and by which way, as far as the guardian need know. */
export function GiftWords({ consent }: { consent: Consent }) {
  const { locale } = useReading();
  const { kind, to } = consent;
  const amount = <strong>{exactOctets(consent.octets, locale)}</strong>;
  const [first] = to;
  const people = to.length;
  if (kind === 'link')
    return (
      <p>
        <Trans>{amount} by a link, for whoever opens it</Trans>
      </p>
    );
  if (people > 1)
    return (
      <p>
        <Trans>
          {amount} in all, to {people} people
        </Trans>
      </p>
    );
  if (first === undefined) return <p>{amount}</p>;
  const name = <MaskedName name={first.maskedName} />;
  const number = first.maskedMsisdn === '' ? null : <MaskedNumber number={first.maskedMsisdn} />;
  return (
    <p>
      {kind === 'standing' ? (
        <Trans>
          {amount} every month to {name}
        </Trans>
      ) : (
        <Trans>
          {amount} to {name}
        </Trans>
      )}{' '}
      <span className="soft">{number}</span>
    </p>
  );
}
