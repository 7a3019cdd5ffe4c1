// What others wait for this person's word on: requests, standing gifts, pools and packs. Nothing stands here
// when nothing waits.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { packOrdersQuery } from '../../api/packs.ts';
import { consentsQuery } from '../../api/proofs.ts';
import { receivedRequestsQuery } from '../../api/requests.ts';
import { poolsQuery } from '../../api/sharing.ts';
import { standingQuery } from '../../api/standing.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { MaskedName } from '../../parts/masked.tsx';
import { AskedCard } from '../ask/asked-card.tsx';

export function WaitingForYou() {
  const { t } = useLingui();
  const { locale } = useReading();
  const requests = useQuery(receivedRequestsQuery).data ?? [];
  const standing = useQuery(standingQuery).data?.received ?? [];
  const pools = useQuery(poolsQuery).data ?? [];
  const packs = useQuery(packOrdersQuery).data ?? [];
  const consents = useQuery(consentsQuery).data;
  const asked = requests.filter(({ state }) => state === 'open');
  const offered = standing.filter(({ can }) => can.agree);
  const invited = pools.filter(({ membership }) => membership === 'invited');
  const bought = packs.filter(({ canAnswer }) => canAnswer);
  const toConsent = (consents?.forMe ?? []).filter(({ state }) => state === 'asked');
  const agreed = (consents?.mine ?? []).filter(({ state }) => state === 'accepted');
  const all = [asked, offered, invited, bought, toConsent, agreed];
  if (all.every(({ length }) => length === 0)) return null;
  return (
    <section className="stack" aria-label={t`Waiting for you`}>
      {asked.map((request) => (
        <AskedCard key={request.id} request={request} />
      ))}
      {offered.map((each) => (
        <Waiting key={each.id} to="/standing">
          <Trans>
            <MaskedName name={each.other.maskedName} /> wants to give you{' '}
            <strong>{exactOctets(each.octets, locale)}</strong> every month
          </Trans>
        </Waiting>
      ))}
      {invited.map((pool) => (
        <Waiting key={pool.id} to="/pools/$poolId" params={{ poolId: pool.id }}>
          <Trans>
            You are invited to the pool <strong>{pool.name}</strong>
          </Trans>
        </Waiting>
      ))}
      {bought.map((order) => (
        <Waiting key={order.id} to="/packs">
          <Trans>
            <MaskedName name={order.other.maskedName} /> has bought you a pack of{' '}
            <strong>{exactOctets(order.octets, locale)}</strong>
          </Trans>
        </Waiting>
      ))}
      {toConsent.map((consent) => (
        <Waiting key={consent.id} to="/consents">
          <Trans>
            <MaskedName name={consent.from.maskedName} /> would like to give{' '}
            <strong>{exactOctets(consent.octets, locale)}</strong> and needs your consent
          </Trans>
        </Waiting>
      ))}
      {agreed.map((consent) => (
        <Waiting key={consent.id} to="/consents" words={t`See it`}>
          <Trans>
            Your guardian agrees that you give{' '}
            <strong>{exactOctets(consent.octets, locale)}</strong>
          </Trans>
        </Waiting>
      ))}
    </section>
  );
}

type WaitingProps = {
  readonly to: NonNullable<LinkProps['to']>;
  readonly params?: { readonly poolId: string };
  /** On the button, where it is not for an answer. */
  readonly words?: string;
  readonly children: ReactNode;
};

function Waiting({ to, params, words, children }: WaitingProps) {
  return (
    <article className="waiting">
      <p className="arrival-words">{children}</p>
      <Link className="action action-quiet" to={to} {...(params === undefined ? {} : { params })}>
        {words ?? <Trans>Answer</Trans>}
      </Link>
    </article>
  );
}
