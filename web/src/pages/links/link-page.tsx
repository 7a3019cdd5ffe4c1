// One gift link: its address to share, who took of it, and taking it back.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { cancelLink, linkQuery, renewAddress } from '../../api/links.ts';
import type { Address, GiftLink } from '../../api/links.ts';
import { newIntentKey } from '../../api/request.ts';
import { exactOctets } from '../../format/octets.ts';
import { happened, inFull } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Fact } from '../../parts/fact.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { ShareAddress } from '../../parts/share-address.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';
import { useNow } from '../../parts/use-now.ts';
import { addressOf, rememberAddress } from './addresses.ts';
import { LinkState } from './link-state.tsx';

const route = getRouteApi('/signed-in/links/$linkId');

export function LinkPage() {
  const { t } = useLingui();
  const { linkId } = route.useParams();
  const link = useQuery(linkQuery(linkId));
  return (
    <Page title={t`Gift link`} className="narrow" back={{ to: '/links', words: t`Gift links` }}>
      {link.isPending && <Skeleton lines={6} />}
      {link.isError && <Failure error={link.error} onRetry={() => void link.refetch()} />}
      {link.data !== undefined && <LinkDetail key={linkId} link={link.data} />}
    </Page>
  );
}

function LinkDetail({ link }: { link: GiftLink }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const [address, setAddress] = useState<Address | null>(() => addressOf(link.id));
  const isOpen = link.state === 'open';
  return (
    <>
      <section className={`card gift-hero ${isOpen ? 'gift-moving' : 'gift-ended'}`}>
        <p className="gift-amount">{exactOctets(link.octetsEach, locale)}</p>
        <p className="gift-other">
          {link.shares === 1 ? (
            <Trans>for whoever opens it first</Trans>
          ) : (
            <Trans>each, for the first {link.shares} who open it</Trans>
          )}
        </p>
        {isOpen && address !== null && (
          <ShareAddress
            address={address}
            words={t`I have set some mobile data aside for you:`}
            qrWords={t`QR code of the gift link`}
          />
        )}
        <p className="gift-badge">
          <LinkState link={link} />
        </p>
      </section>
      {isOpen && address === null && (
        <NewAddress
          linkId={link.id}
          onAddress={(made) => {
            rememberAddress(link.id, made);
            setAddress(made);
          }}
        />
      )}
      {link.claims.length > 0 && <Claims link={link} />}
      <LinkFacts link={link} />
      {isOpen && (
        <div className="side-by-side">
          <Ask
            words={t`Take it back`}
            question={t`Take this link back?`}
            yes={t`Take it back`}
            no={t`Leave it`}
            act={(key) => cancelLink(link.id, key)}
            onDone={(changed) => {
              client.setQueryData(linkQuery(link.id).queryKey, changed);
              announce(t`Taken back. What nobody took is yours again.`);
              for (const queryKey of [['links'], ['balance'], ['gift-policy']])
                void client.invalidateQueries({ queryKey });
            }}
          >
            <Trans>
              The address stops working, and what nobody took comes back to you. What somebody took
              stays theirs.
            </Trans>
          </Ask>
        </div>
      )}
    </>
  );
}

type NewAddressProps = {
  readonly linkId: string;
  readonly onAddress: (address: Address) => void;
};

function NewAddress({ linkId, onAddress }: NewAddressProps) {
  const renewing = useMutation({
    mutationFn: () => renewAddress(linkId, newIntentKey()),
    onSuccess: (made) => made.address !== null && onAddress(made.address),
  });
  return (
    <section className="card stack">
      <p>
        <Trans>
          The address was shown when the link was made, and is kept nowhere. You can get a new one;
          the old one then stops working.
        </Trans>
      </p>
      {renewing.isError && (
        <Notice tone="wrong">
          <FailureWords error={renewing.error} />
        </Notice>
      )}
      <Action look="quiet" isPending={renewing.isPending} onPress={() => renewing.mutate()}>
        <Trans>Get a new address</Trans>
      </Action>
    </section>
  );
}

function Claims({ link }: { link: GiftLink }) {
  const { locale, timeZone } = useReading();
  const now = useNow();
  return (
    <section className="card stack" aria-labelledby="claims-heading">
      <h2 id="claims-heading">
        <Trans>Taken by</Trans>
      </h2>
      <ul className="plain-list">
        {link.claims.map((claim) => (
          <li key={claim.giftId}>
            <MaskedName name={claim.by.maskedName} />
            {claim.claimedAt !== null && (
              <span className="soft"> · {happened(claim.claimedAt, now, locale, timeZone)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LinkFacts({ link }: { link: GiftLink }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  return (
    <section className="card" aria-label={t`About this link`}>
      <dl className="facts">
        <Fact name={t`Receipt`}>
          <span className="receipt-number">{link.receipt}</span>
        </Fact>
        <Fact name={t`Made`}>{inFull(link.madeAt, locale, timeZone)}</Fact>
        {link.state === 'open' && (
          <Fact name={t`The link works`}>
            <Until iso={link.expiresAt} />
          </Fact>
        )}
        {link.endedAt !== null && (
          <Fact name={t`Ended`}>{inFull(link.endedAt, locale, timeZone)}</Fact>
        )}
        {link.needsPin && (
          <Fact name={t`PIN`}>
            <Trans>needed to take it</Trans>
          </Fact>
        )}
        {link.toMsisdn !== null && <Fact name={t`Only for`}>{link.toMsisdn}</Fact>}
        {link.message !== null && <Fact name={t`Your words`}>{link.message}</Fact>}
      </dl>
    </section>
  );
}
