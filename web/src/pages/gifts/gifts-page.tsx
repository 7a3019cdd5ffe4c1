// Every gift given and received, newest first, a page at a time.

import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { allGiftsQuery } from '../../api/queries.ts';
import { Action } from '../../parts/action.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { GiftRow } from './gift-row.tsx';
import { NoGifts } from './no-gifts.tsx';

export function GiftsPage() {
  const { t } = useLingui();
  const gifts = useInfiniteQuery(allGiftsQuery);
  const shown = gifts.data?.pages.flatMap((page) => page.gifts) ?? [];
  return (
    <Page title={t`Gifts`} className="narrow">
      {gifts.isPending && <Skeleton lines={5} />}
      {gifts.isError && <Failure error={gifts.error} onRetry={() => void gifts.refetch()} />}
      {gifts.isSuccess && shown.length === 0 && <NoGifts />}
      {shown.length > 0 && (
        <ul className="card gift-list">
          {shown.map((gift) => (
            <GiftRow key={gift.id} gift={gift} />
          ))}
        </ul>
      )}
      {gifts.hasNextPage && (
        <Action
          look="quiet"
          isPending={gifts.isFetchingNextPage}
          onPress={() => void gifts.fetchNextPage()}
        >
          <Trans>Show older gifts</Trans>
        </Action>
      )}
    </Page>
  );
}
