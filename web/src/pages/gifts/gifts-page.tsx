// Every gift given and received, newest first, a page at a time; all of them or one direction only.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { allGiftsQuery } from '../../api/queries.ts';
import { Action } from '../../parts/action.tsx';
import { Chips } from '../../parts/chips.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { GiftRow } from './gift-row.tsx';
import { NoGifts } from './no-gifts.tsx';
import { isShown, SHOWN } from './shown.ts';
import type { Shown } from './shown.ts';

const route = getRouteApi('/signed-in/gifts');

const WORDS: Readonly<Record<Shown, MessageDescriptor>> = {
  all: msg`All`,
  given: msg`Given`,
  received: msg`Received`,
  moving: msg`Under way`,
};

/** Fewer than this of a kind on the pages read so far, and the next page is read by itself. */
const ENOUGH_ROWS = 8;

export function GiftsPage() {
  const { t } = useLingui();
  const { show = 'all' } = route.useSearch();
  const navigate = useNavigate();
  const gifts = useInfiniteQuery(allGiftsQuery);
  const known = gifts.data?.pages.flatMap((page) => page.gifts) ?? [];
  const shown = known.filter((gift) => isShown(gift, show));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = gifts;
  useEffect(() => {
    if (shown.length < ENOUGH_ROWS && hasNextPage && !isFetchingNextPage && !isError)
      void fetchNextPage();
  }, [shown.length, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  return (
    <Page title={t`Gifts`} className="narrow">
      {known.length > 0 && (
        <Chips
          label={t`Which gifts`}
          isLabelHidden
          value={show}
          options={SHOWN.map((value) => ({ value, words: t(WORDS[value]) }))}
          onChange={(chosen) =>
            void navigate({
              to: '/gifts',
              search: chosen === 'all' ? {} : { show: chosen },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {gifts.isPending && <Skeleton lines={5} />}
      {gifts.isError && <Failure error={gifts.error} onRetry={() => void gifts.refetch()} />}
      {gifts.isSuccess && known.length === 0 && <NoGifts />}
      {shown.length > 0 && (
        <ul className="card gift-list">
          {shown.map((gift) => (
            <GiftRow key={gift.id} gift={gift} />
          ))}
        </ul>
      )}
      {known.length > 0 && shown.length === 0 && !hasNextPage && (
        <div className="empty">
          <p>
            <Trans>None of your gifts is of this kind.</Trans>
          </p>
        </div>
      )}
      <div className="side-by-side">
        {hasNextPage && (
          <Action look="quiet" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            <Trans>Show older gifts</Trans>
          </Action>
        )}
        {known.length > 0 && (
          <Link to="/gifts/statement" className="action action-quiet">
            <Trans>Statement by month</Trans>
          </Link>
        )}
      </div>
    </Page>
  );
}
