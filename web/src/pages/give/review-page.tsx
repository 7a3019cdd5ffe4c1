// Exactly what will happen, and the button that makes it happen.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { sendGift } from '../../api/calls.ts';
import { isSignedOut, Problem } from '../../api/problem.ts';
import { giftQuery, previewQuery } from '../../api/queries.ts';
import type { GiftOrder, Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { clearDraft, orderOf, renewIntent, useDraft } from './draft.ts';
import { PreviewCard } from './preview-card.tsx';

export function ReviewPage() {
  const { t } = useLingui();
  // Sending clears the draft while this page still stands; what it shows must not change with it.
  const draft = useDraft();
  const [order] = useState(() => orderOf(draft));
  if (order === null) return <Navigate to="/give" replace />;
  return (
    <Page
      title={t`Check your gift`}
      className="narrow review"
      back={{ to: '/give', words: t`Change something` }}
    >
      <Review order={order} intentKey={draft.intentKey} />
    </Page>
  );
}

function Review({ order, intentKey }: { order: GiftOrder; intentKey: string }) {
  const preview = useQuery(previewQuery(order));
  if (preview.isPending) return <Skeleton lines={6} />;
  if (preview.data === undefined)
    return <Failure error={preview.error} onRetry={() => void preview.refetch()} />;
  return (
    <>
      <PreviewCard preview={preview.data} />
      <Confirm order={order} preview={preview.data} intentKey={intentKey} />
    </>
  );
}

type ConfirmProps = {
  readonly order: GiftOrder;
  readonly preview: Preview;
  readonly intentKey: string;
};

function Confirm({ order, preview, intentKey }: ConfirmProps) {
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  // The second press of a double click comes before the button is drawn as pending.
  const isSent = useRef(false);
  const sending = useMutation({
    mutationFn: () => sendGift(order, intentKey),
    onSuccess: async (gift) => {
      client.setQueryData(giftQuery(gift.id).queryKey, gift);
      for (const queryKey of [['gifts'], ['balance'], ['gift-policy']])
        void client.invalidateQueries({ queryKey });
      await navigate({
        to: '/gifts/$giftId',
        params: { giftId: gift.id },
        search: { sent: true },
        replace: true,
      });
      clearDraft();
    },
    onError: (error) => {
      isSent.current = false;
      // An ended session keeps its key: after signing in again it is still the same gift.
      if (error instanceof Problem && !isSignedOut(error)) renewIntent();
    },
  });
  const amount = exactOctets(preview.octets, locale);
  const name = preview.receiver.maskedName;
  const confirm = (): void => {
    if (isSent.current) return;
    isSent.current = true;
    sending.mutate();
  };
  return (
    <div className="confirm-bar stack">
      {sending.isError && (
        <Notice tone="wrong">
          <FailureWords error={sending.error} />
          {!(sending.error instanceof Problem) && (
            <p>
              <Trans>You can press again: it will not be given twice.</Trans>
            </p>
          )}
        </Notice>
      )}
      <Action look="gift" wide isPending={sending.isPending} onPress={confirm}>
        <Trans>
          Give {amount} to {name}
        </Trans>
      </Action>
    </div>
  );
}
