// Packs for oneself or somebody else: what is sold, and what was bought.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { packOrdersQuery, packsQuery } from '../../api/packs.ts';
import type { Pack } from '../../api/packs.ts';
import { GIGABYTE } from '../../format/octets.ts';
import { Cost } from '../../parts/cost.tsx';
import { PackIcon } from '../../parts/icons.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { OrderCard } from './order-card.tsx';

export function PacksPage() {
  const { t } = useLingui();
  const packs = useQuery(packsQuery);
  const orders = useQuery(packOrdersQuery).data ?? [];
  return (
    <Page
      title={t`Data packs`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      {packs.isPending && <Skeleton lines={4} />}
      {packs.isError && packs.data === undefined && (
        <Failure error={packs.error} onRetry={() => void packs.refetch()} />
      )}
      {packs.data?.length === 0 && (
        <div className="empty">
          <p>
            <Trans>No packs are sold right now.</Trans>
          </p>
        </div>
      )}
      {packs.data !== undefined && packs.data.length > 0 && (
        <ul className="card way-list">
          {packs.data.map((pack) => (
            <PackRow key={pack.id} pack={pack} />
          ))}
        </ul>
      )}
      {orders.length > 0 && (
        <section className="stack" aria-labelledby="orders-heading">
          <h2 id="orders-heading">
            <Trans>Bought and received</Trans>
          </h2>
          {orders.map((order) => (
            <OrderCard key={order.id} order={order} />
          ))}
        </section>
      )}
    </Page>
  );
}

function PackRow({ pack }: { pack: Pack }) {
  // The carrier's own name says how much for how long; what is worth comparing is this.
  const perGigabyte = Math.round((pack.priceCents * GIGABYTE) / pack.octets);
  return (
    <li className="way">
      <span className="way-icon">
        <PackIcon />
      </span>
      <span className="way-text">
        <Link className="gift-link" to="/packs/$packId" params={{ packId: pack.id }}>
          <strong>{pack.name}</strong>
        </Link>
        <span className="soft">
          <Trans>
            <Cost cents={perGigabyte} /> a gigabyte
          </Trans>
        </span>
      </span>
      <strong className="nowrap">
        <Cost cents={pack.priceCents} />
      </strong>
    </li>
  );
}
