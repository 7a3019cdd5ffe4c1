// Exactly what will happen, and the button that makes it happen.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sendGift } from '../../api/calls.ts';
import type { Shown } from '../../api/proofs.ts';
import { giftQuery, previewQuery } from '../../api/queries.ts';
import type { GiftOrder, Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { clearDraft, orderOf, renewIntent, useDraft } from './draft.ts';
import { PreviewCard } from './preview-card.tsx';
import { Prove } from '../prove/prove.tsx';

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
      <PreviewCard
        preview={preview.data}
        {...(order.message === undefined ? {} : { message: order.message })}
      />
      <Prove
        steps={preview.data.toShow}
        subject={{ kind: 'gift', toMsisdn: order.toMsisdn, octets: order.octets }}
      >
        {(shown, onRefused) => (
          <GiveButton
            order={order}
            preview={preview.data}
            intentKey={intentKey}
            shown={shown}
            onRefused={onRefused}
          />
        )}
      </Prove>
    </>
  );
}

type GiveProps = {
  readonly order: GiftOrder;
  readonly preview: Preview;
  readonly intentKey: string;
  readonly shown: Shown;
  readonly onRefused: (error: Error) => void;
};

function GiveButton({ order, preview, intentKey, shown, onRefused }: GiveProps) {
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const amount = exactOctets(preview.octets, locale);
  const name = preview.receiver.maskedName;
  return (
    <Confirm
      intent={{ key: intentKey, renew: renewIntent }}
      send={(key) => sendGift(order, shown, key)}
      onRefused={onRefused}
      onDone={async (gift) => {
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
      }}
    >
      <Trans>
        Give {amount} to {name}
      </Trans>
    </Confirm>
  );
}
