// The receipt: every figure and instant of a gift, in the order in which they came about.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Gift, Need } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { inFull } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Cost } from '../../parts/cost.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Until } from '../../parts/until.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { stateTone } from './gift-tone.ts';
import { reasonWords, stateWords } from './gift-words.ts';

/** What the giver showed before giving. */
const PROOF_WORDS: Readonly<Record<Need, MessageDescriptor>> = {
  receiver_name: msg`Receiver named`,
  guardian: msg`Guardian agreed`,
  one_time_code: msg`Confirmed by code`,
  pin: msg`Confirmed by PIN`,
};

export function Receipt({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const reason = reasonWords(gift);
  const given = gift.direction === 'given';
  const { policy } = gift;
  const policyId = policy.id;
  const policyVersion = policy.version;
  return (
    <section className="card receipt" aria-labelledby="receipt-heading">
      <h2 id="receipt-heading">
        <Trans>Receipt</Trans>
      </h2>
      <dl className="facts">
        <Fact name={t`Number`}>
          <span className="receipt-number">{gift.receipt}</span>
        </Fact>
        <Fact name={t`State`}>{t(stateWords(gift))}</Fact>
        <Fact name={t`Amount`}>{exactOctets(gift.octets, locale)}</Fact>
        <Fact name={given ? t`Given to` : t`Given by`}>
          <MaskedName name={gift.other.maskedName} />
          <br />
          <MaskedNumber number={gift.other.maskedMsisdn} />
        </Fact>
        <Fact name={t`Cost`}>
          <Cost cents={gift.feeCents} />
        </Fact>
        <Fact name={t`Asked for`}>{inFull(gift.askedAt, locale, timeZone)}</Fact>
        {gift.proofs.map(({ kind, at }) => (
          <Fact key={kind} name={t(PROOF_WORDS[kind])}>
            {inFull(at, locale, timeZone)}
          </Fact>
        ))}
        {gift.deliveredAt !== null && (
          <Fact name={t`Delivered`}>{inFull(gift.deliveredAt, locale, timeZone)}</Fact>
        )}
        {gift.endedAt !== null && gift.endedAt !== gift.deliveredAt && (
          <Fact name={t`Ended`}>{inFull(gift.endedAt, locale, timeZone)}</Fact>
        )}
        {reason !== null && <Fact name={t`Why`}>{t(reason)}</Fact>}
        {gift.returnedOctets !== null && gift.returnedOctets > 0 && (
          <Fact name={t`Went back`}>{exactOctets(gift.returnedOctets, locale)}</Fact>
        )}
        {!given && gift.usedOctets !== null && (
          <Fact name={t`Used so far`}>{exactOctets(gift.usedOctets, locale)}</Fact>
        )}
        {gift.expiresAt !== null && stateTone(gift) !== 'ended' && (
          <Fact name={t`Can be used`}>
            <Until iso={gift.expiresAt} />
          </Fact>
        )}
        <Fact name={t`Rules`}>
          <Trans>
            {policyId}, version {policyVersion}
          </Trans>
        </Fact>
      </dl>
    </section>
  );
}
