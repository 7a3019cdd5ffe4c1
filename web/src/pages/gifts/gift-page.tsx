// One gift: what became of it, what can still be done about it, and its receipt to keep or print.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { giftQuery } from '../../api/queries.ts';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { CountdownRing } from '../../parts/countdown-ring.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { DeclineButton } from './decline-button.tsx';
import { GiftMessage } from './gift-message.tsx';
import { stateTone } from './gift-tone.ts';
import { stateWords } from './gift-words.ts';
import { Receipt } from './receipt.tsx';
import { UndoButton } from './undo-button.tsx';

const route = getRouteApi('/signed-in/gifts/$giftId');

export function GiftPage() {
  const { t } = useLingui();
  const { giftId } = route.useParams();
  const { sent } = route.useSearch();
  const gift = useQuery(giftQuery(giftId));
  return (
    <Page
      className="narrow"
      title={sent === true && gift.data?.state !== 'undone' ? t`Gift sent` : t`Gift`}
      back={{ to: '/gifts', words: t`All gifts` }}
    >
      {gift.isPending && <Skeleton lines={6} />}
      {gift.isError && <Failure error={gift.error} onRetry={() => void gift.refetch()} />}
      {gift.data !== undefined && (
        <>
          <GiftHero gift={gift.data} />
          {gift.data.direction === 'received' && <GiftMessage gift={gift.data} />}
          <Receipt gift={gift.data} />
          <div className="side-by-side not-printed">
            <Action look="quiet" onPress={() => window.print()}>
              <Trans>Print receipt</Trans>
            </Action>
            {gift.data.canDecline && <DeclineButton gift={gift.data} />}
          </div>
        </>
      )}
    </Page>
  );
}

function GiftHero({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const name = <MaskedName name={gift.other.maskedName} />;
  return (
    <section className={`card gift-hero gift-${stateTone(gift)}`}>
      <p className="gift-amount">{exactOctets(gift.octets, locale)}</p>
      <p className="gift-other">
        {gift.direction === 'given' ? <Trans>to {name}</Trans> : <Trans>from {name}</Trans>}
      </p>
      {gift.canUndo && gift.undoUntil !== null ? (
        <>
          <CountdownRing
            size="large"
            from={gift.askedAt}
            until={gift.undoUntil}
            onOver={() => void client.invalidateQueries({ queryKey: ['gifts'] })}
          />
          <p className="gift-next">
            <Trans>
              Set aside for them. It leaves when the ring is empty; until then you can take it back.
            </Trans>
          </p>
          <UndoButton gift={gift} />
        </>
      ) : (
        <p className="gift-badge">{t(stateWords(gift))}</p>
      )}
    </section>
  );
}
