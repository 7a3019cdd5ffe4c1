// A guardian's page: gifts of those whom one answers for, which wait for a yes or a no. Below it, for whoever
// asked a guardian, how each question stands.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { consentsQuery } from '../../api/proofs.ts';
import { Page } from '../../parts/page.tsx';
import { WhileWaiting } from '../../parts/while-waiting.tsx';
import { ConsentCard } from './consent-card.tsx';
import { OwnConsentCard } from './own-consent-card.tsx';

export function ConsentsPage() {
  const { t } = useLingui();
  const consents = useQuery(consentsQuery);
  const forMe = consents.data?.forMe ?? [];
  const mine = consents.data?.mine ?? [];
  const waiting = forMe.filter(({ state }) => state === 'asked');
  const over = forMe.filter(({ state }) => state !== 'asked');
  return (
    <Page
      title={t`Guardian’s consent`}
      className="narrow"
      back={{ to: '/settings', words: t`Settings` }}
    >
      <WhileWaiting on={consents} lines={4} />
      {consents.data !== undefined && (
        <>
          {waiting.length === 0 && mine.length === 0 && (
            <p className="lead">
              <Trans>Nothing waits for your word.</Trans>
            </p>
          )}
          {waiting.map((consent) => (
            <ConsentCard key={consent.id} consent={consent} />
          ))}
          {mine.length > 0 && (
            <section className="stack" aria-labelledby="mine-heading">
              <h2 id="mine-heading">
                <Trans>What you have asked for</Trans>
              </h2>
              {mine.map((consent) => (
                <OwnConsentCard key={consent.id} consent={consent} />
              ))}
            </section>
          )}
          {over.length > 0 && (
            <section className="stack" aria-labelledby="over-heading">
              <h2 id="over-heading">
                <Trans>Answered or over</Trans>
              </h2>
              {over.map((consent) => (
                <ConsentCard key={consent.id} consent={consent} />
              ))}
            </section>
          )}
        </>
      )}
    </Page>
  );
}
