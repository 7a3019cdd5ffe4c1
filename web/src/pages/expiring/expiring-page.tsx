// "Give only what is about to expire": what lapses at the end of the cycle, and one press to give it.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { giftQuery } from '../../api/queries.ts';
import { expiringQuery, giveExpiring, previewExpiring } from '../../api/standing.ts';
import type { Expiring, Target } from '../../api/standing.ts';
import type { Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';
import { Prove } from '../prove/prove.tsx';
import { PreviewCard } from '../give/preview-card.tsx';
import { wordsAbout } from '../give/refusals.ts';
import { TargetField, targetOf, useTarget } from '../give/target-field.tsx';

export function ExpiringPage() {
  const { t } = useLingui();
  const expiring = useQuery(expiringQuery);
  return (
    <Page
      title={t`About to lapse`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      {expiring.isPending && <Skeleton lines={4} />}
      {expiring.isError && expiring.data === undefined && (
        <Failure error={expiring.error} onRetry={() => void expiring.refetch()} />
      )}
      {expiring.data !== undefined && <Lapsing expiring={expiring.data} />}
    </Page>
  );
}

function Lapsing({ expiring }: { expiring: Expiring }) {
  const { locale } = useReading();
  const isAny = expiring.givableOctets > 0;
  return (
    <>
      <section className="card gift-hero">
        <p className="gift-amount">{exactOctets(expiring.lapsingOctets, locale)}</p>
        <p className="gift-other">
          {expiring.lapsingOctets === 0 ? (
            <Trans>Nothing of yours lapses with this billing cycle.</Trans>
          ) : (
            <Trans>
              would lapse unused: it can be used <Until iso={expiring.cycleEndsAt} />
            </Trans>
          )}
        </p>
        {expiring.lapsingOctets > 0 && (
          <p className="soft">
            {isAny ? (
              <Trans>
                You can give up to {exactOctets(expiring.givableOctets, locale)} of it in one gift.
              </Trans>
            ) : (
              <Trans>None of it can be given right now. It stays yours to use.</Trans>
            )}
          </p>
        )}
      </section>
      {isAny && <GiveIt />}
      <Link
        to="/standing/new"
        search={{ what: 'expiring' }}
        className="action action-quiet action-wide"
      >
        <Trans>Do this by itself each month</Trans>
      </Link>
    </>
  );
}

function GiveIt() {
  const { t } = useLingui();
  const [target, setTarget] = useTarget();
  const [isAsked, setAsked] = useState(false);
  const [chosen, setChosen] = useState<Target | null>(null);
  const previewing = useMutation({
    mutationFn: previewExpiring,
    onSuccess: (_, to) => setChosen(to),
  });
  const to = targetOf(target);
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (to !== null && !previewing.isPending) previewing.mutate(to);
  };
  if (chosen !== null && previewing.data !== undefined)
    return <Check to={chosen} preview={previewing.data} onBack={() => setChosen(null)} />;
  const receiverWords = wordsAbout(previewing.error, 'receiver');
  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      <TargetField
        target={target}
        onChange={(changed) => {
          setTarget(changed);
          setAsked(false);
          if (previewing.isError) previewing.reset();
        }}
        error={isAsked && to === null ? t`Type the number of the receiver.` : receiverWords}
      />
      {previewing.isError && receiverWords === null && (
        <Notice tone="wrong">
          <FailureWords error={previewing.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={previewing.isPending}>
        <Trans>Preview</Trans>
      </Action>
    </form>
  );
}

type CheckProps = {
  readonly to: Target;
  readonly preview: Preview;
  readonly onBack: () => void;
};

function Check({ to, preview, onBack }: CheckProps) {
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const amount = exactOctets(preview.octets, locale);
  const name = preview.receiver.maskedName;
  return (
    <>
      <PreviewCard preview={preview} takesFocus />
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      <Prove steps={preview.toShow} subject={{ kind: 'expiring', to, octets: preview.octets }}>
        {(shown, onRefused) => (
          <Confirm
            send={(key) => giveExpiring(to, preview.octets, shown, key)}
            onRefused={onRefused}
            onDone={(gift) => {
              client.setQueryData(giftQuery(gift.id).queryKey, gift);
              for (const queryKey of [['gifts'], ['balance'], ['gift-policy'], ['expiring']])
                void client.invalidateQueries({ queryKey });
              return navigate({
                to: '/gifts/$giftId',
                params: { giftId: gift.id },
                search: { sent: true },
                replace: true,
              });
            }}
          >
            <Trans>
              Give {amount} to {name}
            </Trans>
          </Confirm>
        )}
      </Prove>
    </>
  );
}
