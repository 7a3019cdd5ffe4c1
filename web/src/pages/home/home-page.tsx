// What is left, where it comes from and when it goes, and what has been given lately.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { balanceQuery, lineQuery, recentGiftsQuery } from '../../api/queries.ts';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { GiftRow } from '../gifts/gift-row.tsx';
import { NoGifts } from '../gifts/no-gifts.tsx';
import { BalanceHero } from './balance-hero.tsx';
import { BucketList } from './bucket-list.tsx';
import { WaitingForYou } from './waiting-for-you.tsx';

export function HomePage() {
  const { t } = useLingui();
  const balance = useQuery(balanceQuery);
  const name = useQuery(lineQuery).data?.name.split(' ')[0] ?? '';
  return (
    <Page title={t`Home`} heading={name === '' ? t`Your data` : t`Hello, ${name}`} className="home">
      <div className="home-main">
        {balance.isPending && (
          <div className="hero hero-loading">
            <Skeleton lines={3} />
          </div>
        )}
        {balance.isError && balance.data === undefined && (
          <Failure error={balance.error} onRetry={() => void balance.refetch()} />
        )}
        {balance.data !== undefined && <BalanceHero balance={balance.data} />}
        <WaitingForYou />
        <RecentGifts />
      </div>
      <section className="home-side" aria-labelledby="buckets-heading">
        <h2 id="buckets-heading">
          <Trans>In the order it is used</Trans>
        </h2>
        {balance.isPending && <Skeleton lines={4} />}
        {balance.data !== undefined && <BucketList buckets={balance.data.buckets} />}
      </section>
    </Page>
  );
}

function RecentGifts() {
  const gifts = useQuery(recentGiftsQuery);
  const shown = gifts.data?.gifts ?? [];
  return (
    <section className="recent" aria-labelledby="recent-heading">
      <div className="heading-row">
        <h2 id="recent-heading">
          <Trans>Recent gifts</Trans>
        </h2>
        {shown.length > 0 && (
          <Link to="/gifts">
            <Trans>All gifts</Trans>
          </Link>
        )}
      </div>
      {gifts.isPending && <Skeleton lines={3} />}
      {gifts.isError && gifts.data === undefined && (
        <Failure error={gifts.error} onRetry={() => void gifts.refetch()} />
      )}
      {gifts.isSuccess && shown.length === 0 && <NoGifts />}
      {shown.length > 0 && (
        <ul className="card gift-list">
          {shown.map((gift) => (
            <GiftRow key={gift.id} gift={gift} />
          ))}
        </ul>
      )}
    </section>
  );
}
