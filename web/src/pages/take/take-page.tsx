// What a gift link opens: who set how much aside, and the button that takes it. Whoever is not signed in is
// told what it is about first, and nothing of whose it is.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { openedLinkQuery, takeFromLink } from '../../api/links.ts';
import type { OpenedLink } from '../../api/links.ts';
import { isSignedOut, Problem } from '../../api/problem.ts';
import { giftQuery, lineQuery } from '../../api/queries.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Field } from '../../parts/field.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Quote } from '../../parts/quote.tsx';
import { useSecret } from '../../parts/secret.ts';
import { SignInFirst } from '../../parts/sign-in-first.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';

export function TakePage() {
  const { t } = useLingui();
  const token = useSecret('take');
  const line = useQuery(lineQuery);
  return (
    <Page title={t`A gift for you`} className="narrow">
      {token === null && (
        <Notice tone="hint">
          <Trans>This address is not complete. Open the whole link that you were sent.</Trans>
        </Notice>
      )}
      {token !== null && line.isPending && <Skeleton lines={5} />}
      {token !== null && line.isError && !isSignedOut(line.error) && (
        <Failure error={line.error} onRetry={() => void line.refetch()} />
      )}
      {token !== null && line.isError && isSignedOut(line.error) && (
        <SignInFirst back="/take">
          <Trans>Somebody has set mobile data aside for you.</Trans>
        </SignInFirst>
      )}
      {token !== null && line.data !== undefined && <Opened token={token} />}
    </Page>
  );
}

function Opened({ token }: { token: string }) {
  const opened = useQuery(openedLinkQuery(token));
  if (opened.isPending) return <Skeleton lines={5} />;
  if (opened.error instanceof Problem) return <Notice tone="wrong">{opened.error.message}</Notice>;
  if (opened.data === undefined)
    return <Failure error={opened.error} onRetry={() => void opened.refetch()} />;
  return <Offer token={token} link={opened.data} />;
}

function Offer({ token, link }: { token: string; link: OpenedLink }) {
  const { locale } = useReading();
  return (
    <>
      <section className="card gift-hero">
        <p className="preview-receiver">
          <strong>
            <MaskedName name={link.giver.maskedName} />
          </strong>
          <MaskedNumber number={link.giver.maskedMsisdn} />
          <span className="soft">
            <Trans>has set aside for you</Trans>
          </span>
        </p>
        <p className="gift-amount">{exactOctets(link.octets, locale)}</p>
        {link.message !== null && <Quote>{link.message}</Quote>}
        {link.message === null && link.hasMessage && (
          <p className="soft">
            <Trans>There are a few words with it. You can see them once you have taken it.</Trans>
          </p>
        )}
        {link.expiresAt !== null && (
          <p className="soft">
            <Trans>
              You can use it <Until iso={link.expiresAt} />
            </Trans>
          </p>
        )}
      </section>
      <WhatNow token={token} link={link} />
    </>
  );
}

function WhatNow({ token, link }: { token: string; link: OpenedLink }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [pin, setPin] = useState('');
  const amount = exactOctets(link.octets, locale);
  if (link.giftId !== null)
    return (
      <>
        <Notice tone="good">
          <Trans>You have taken it already.</Trans>
        </Notice>
        <Link
          to="/gifts/$giftId"
          params={{ giftId: link.giftId }}
          className="action action-main action-wide"
        >
          <Trans>See the gift</Trans>
        </Link>
      </>
    );
  if (link.refusal !== null) return <Notice tone="wrong">{link.refusal.detail}</Notice>;
  return (
    <>
      {link.needsPin && (
        <Field
          label={t`PIN`}
          name="pin"
          inputMode="numeric"
          maxLength={8}
          value={pin}
          help={t`Whoever sent you the link knows it.`}
          onChange={(typed) => setPin(typed.replace(/\D/g, ''))}
        />
      )}
      <Confirm
        send={(key) => takeFromLink(token, link.needsPin ? pin : undefined, key)}
        onDone={(gift) => {
          client.setQueryData(giftQuery(gift.id).queryKey, gift);
          for (const queryKey of [['gifts'], ['balance'], ['opened-link']])
            void client.invalidateQueries({ queryKey });
          return navigate({ to: '/gifts/$giftId', params: { giftId: gift.id }, replace: true });
        }}
      >
        <Trans>Take {amount}</Trans>
      </Confirm>
      <p className="soft centred">
        <Trans>It costs you nothing.</Trans>
      </p>
    </>
  );
}
