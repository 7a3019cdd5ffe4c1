import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerConsent, consentsQuery } from '../../api/proofs.ts';
import type { Consent } from '../../api/proofs.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Until } from '../../parts/until.tsx';
import { GiftWords, STATE_WORDS } from './consent-words.tsx';

/** One gift that somebody would give, and the guardian's word on it. */
export function ConsentCard({ consent }: { consent: Consent }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { from, state } = consent;
  const answering = useMutation({
    mutationFn: (how: 'accept' | 'refuse') => answerConsent(consent.id, how),
    onSuccess: ({ state: now }) => announce(t(STATE_WORDS[now])),
    onSettled: () => client.invalidateQueries({ queryKey: consentsQuery.queryKey }),
  });
  const name = <MaskedName name={from.maskedName} />;
  return (
    <article className="card stack" aria-label={from.maskedName.replace(/•+/g, '…')}>
      <h3>{state === 'asked' ? <Trans>{name} would like to give</Trans> : name}</h3>
      <GiftWords consent={consent} />
      {answering.isError && (
        <Notice tone="wrong">
          <FailureWords error={answering.error} />
        </Notice>
      )}
      {state === 'asked' ? (
        <>
          <p className="soft">
            <Trans>
              You can answer <Until iso={consent.lapsesAt} />
            </Trans>
          </p>
          <div className="side-by-side">
            <Action isPending={answering.isPending} onPress={() => answering.mutate('accept')}>
              <Trans>Agree</Trans>
            </Action>
            <Action
              look="quiet"
              isPending={answering.isPending}
              onPress={() => answering.mutate('refuse')}
            >
              <Trans>Say no</Trans>
            </Action>
          </div>
        </>
      ) : (
        <p className="soft">{t(STATE_WORDS[state])}</p>
      )}
    </article>
  );
}
