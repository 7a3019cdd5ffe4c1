// The gifts that come round each month: those that wait for one's word, those one gives, those one gets.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { standingQuery } from '../../api/standing.ts';
import type { Standing } from '../../api/standing.ts';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { StandingCard } from './standing-card.tsx';

export function StandingPage() {
  const { t } = useLingui();
  const standing = useQuery(standingQuery);
  const { given = [], received = [] } = standing.data ?? {};
  return (
    <Page
      title={t`Every month`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      <p className="lead">
        <Trans>
          A gift that comes round by itself. It begins when the other agrees, and pauses by itself
          when you would keep too little.
        </Trans>
      </p>
      <Link to="/standing/new" className="action action-main action-wide">
        <Trans>Give every month</Trans>
      </Link>
      {standing.isPending && <Skeleton lines={4} />}
      {standing.isError && standing.data === undefined && (
        <Failure error={standing.error} onRetry={() => void standing.refetch()} />
      )}
      {standing.isSuccess && given.length + received.length === 0 && (
        <div className="empty">
          <p>
            <Trans>Nothing comes round yet.</Trans>
          </p>
        </div>
      )}
      <Side heading={t`You give`} all={given} />
      <Side heading={t`You are given`} all={received} />
    </Page>
  );
}

function Side({ heading, all }: { heading: string; all: readonly Standing[] }) {
  if (all.length === 0) return null;
  return (
    <section className="stack" aria-label={heading}>
      <h2>{heading}</h2>
      {all.map((each) => (
        <StandingCard key={each.id} standing={each} />
      ))}
    </section>
  );
}
