import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { cancelRequest } from '../../api/requests.ts';
import type { OwnRequest } from '../../api/requests.ts';
import { writeMsisdn } from '../../format/msisdn.ts';
import { exactOctets } from '../../format/octets.ts';
import { happened } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Ask } from '../../parts/ask.tsx';
import { useNow } from '../../parts/use-now.ts';

const STATES: Readonly<Record<OwnRequest['state'], MessageDescriptor>> = {
  open: msg`No answer yet`,
  given: msg`Given`,
  declined: msg`Declined`,
  cancelled: msg`Taken back`,
  expired: msg`Nobody answered`,
};

const TONES: Readonly<Record<OwnRequest['state'], string>> = {
  open: 'tag-moving',
  given: '',
  declined: 'tag-ended',
  cancelled: 'tag-ended',
  expired: 'tag-ended',
};

/** What one asked for, how it stands, and taking it back. */
export function OwnRequestCard({ request }: { request: OwnRequest }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const now = useNow();
  const client = useQueryClient();
  const amount = exactOctets(request.octets, locale);
  const given = exactOctets(request.givenOctets, locale);
  return (
    <article className="card stack" aria-label={t`Request for ${amount}`}>
      <div className="bucket-head">
        <h3>
          <Asked request={request} amount={amount} />
        </h3>
        <span className={`tag ${TONES[request.state]}`}>{t(STATES[request.state])}</span>
      </div>
      <p className="soft">
        {happened(request.madeAt, now, locale, timeZone)}
        {request.givenOctets > 0 && (
          <>
            {' · '}
            <Trans>{given} given</Trans>
          </>
        )}
      </p>
      {request.state === 'open' && (
        <div className="side-by-side">
          <Ask
            words={t`Take it back`}
            question={t`Take this request back?`}
            yes={t`Take it back`}
            no={t`Leave it`}
            act={(key) => cancelRequest(request.id, key)}
            onDone={() => void client.invalidateQueries({ queryKey: ['requests'] })}
          >
            <Trans>Nobody is asked any more. What was given stays yours.</Trans>
          </Ask>
        </div>
      )}
    </article>
  );
}

function Asked({ request: { how, toMsisdn }, amount }: { request: OwnRequest; amount: string }) {
  if (how === 'family') return <Trans>{amount} from your family</Trans>;
  if (how === 'link') return <Trans>{amount}, by an address</Trans>;
  const number = <span className="nowrap">{writeMsisdn(toMsisdn ?? '')}</span>;
  return (
    <Trans>
      {amount} from {number}
    </Trans>
  );
}
