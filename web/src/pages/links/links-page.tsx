// The gift links that one has made, and making another.

import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { linksQuery } from '../../api/links.ts';
import type { GiftLink } from '../../api/links.ts';
import { exactOctets } from '../../format/octets.ts';
import { happened } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { LinkIcon } from '../../parts/icons.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { LinkState } from './link-state.tsx';

export function LinksPage() {
  const { t } = useLingui();
  const links = useInfiniteQuery(linksQuery);
  const shown = links.data?.pages.flatMap((page) => page.links) ?? [];
  return (
    <Page
      title={t`Gift links`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      <p className="lead">
        <Trans>
          The data is set aside now, and goes to whoever opens the link first. What nobody takes
          comes back to you by itself.
        </Trans>
      </p>
      <Link to="/links/new" className="action action-main action-wide">
        <Trans>Make a gift link</Trans>
      </Link>
      {links.isPending && <Skeleton lines={4} />}
      {links.isError && <Failure error={links.error} onRetry={() => void links.refetch()} />}
      {links.isSuccess && shown.length === 0 && (
        <div className="empty">
          <p>
            <Trans>No gift links yet.</Trans>
          </p>
        </div>
      )}
      {shown.length > 0 && (
        <ul className="card gift-list">
          {shown.map((link) => (
            <LinkRow key={link.id} link={link} />
          ))}
        </ul>
      )}
      {links.hasNextPage && (
        <Action
          look="quiet"
          isPending={links.isFetchingNextPage}
          onPress={() => void links.fetchNextPage()}
        >
          <Trans>Show older links</Trans>
        </Action>
      )}
    </Page>
  );
}

function LinkRow({ link }: { link: GiftLink }) {
  const { locale, timeZone } = useReading();
  const now = useNow();
  const amount = exactOctets(link.octetsEach, locale);
  return (
    <li className={`gift-row ${link.state === 'open' ? '' : 'gift-ended'}`}>
      <span className="gift-arrow gift-out">
        <LinkIcon />
      </span>
      <span className="gift-text">
        <Link className="gift-link" to="/links/$linkId" params={{ linkId: link.id }}>
          <strong className="nowrap">{amount}</strong>{' '}
          {link.shares > 1 && <Trans>for the first {link.shares}</Trans>}
        </Link>
        <span className="gift-state">
          <LinkState link={link} />
          <span aria-hidden="true"> · </span>
          <time dateTime={link.madeAt}>{happened(link.madeAt, now, locale, timeZone)}</time>
        </span>
      </span>
    </li>
  );
}
