import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Consent } from '../../api/proofs.ts';
import { Action } from '../../parts/action.tsx';
import { Until } from '../../parts/until.tsx';
import { changeDraft } from '../give/draft.ts';
import { GiftWords, STATE_WORDS } from './consent-words.tsx';

const MEGABYTE = 1_000_000;

/** What one has asked a guardian for; once it is agreed to, the way to give it. */
export function OwnConsentCard({ consent }: { consent: Consent }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { state, for: gift } = consent;
  const isOpen = state === 'asked' || state === 'accepted';
  return (
    <article className="card stack" aria-label={t(STATE_WORDS[state])}>
      <h3>{t(STATE_WORDS[state])}</h3>
      <GiftWords consent={consent} />
      {isOpen && (
        <p className="soft">
          <Trans>
            Good <Until iso={consent.lapsesAt} />
          </Trans>
        </p>
      )}
      {state === 'accepted' && gift?.kind === 'gift' && (
        <Action
          look="gift"
          onPress={() => {
            const amount = String(gift.octets / MEGABYTE);
            changeDraft({ to: gift.toMsisdn, amount, unit: 'MB' });
            void navigate({ to: '/give/review' });
          }}
        >
          <Trans>Give it now</Trans>
        </Action>
      )}
      {state === 'accepted' && gift !== null && gift.kind !== 'gift' && (
        <>
          <p className="soft">
            <Trans>Fill it in again as it was; nothing needs to be asked for anew.</Trans>
          </p>
          {gift.kind === 'request' ? (
            <Link
              className="action action-quiet"
              to="/asked/$requestId"
              params={{ requestId: gift.requestId }}
            >
              <Trans>Go on</Trans>
            </Link>
          ) : (
            <Link className="action action-quiet" to="/ways">
              <Trans>Go on</Trans>
            </Link>
          )}
        </>
      )}
    </article>
  );
}
