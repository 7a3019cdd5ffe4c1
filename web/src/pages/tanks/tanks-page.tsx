// The tanks that the carrier's lines share: anybody puts in, whoever is short takes some.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { tanksQuery } from '../../api/sharing.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { TankIcon } from '../../parts/icons.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';

export function TanksPage() {
  const { t } = useLingui();
  const { locale } = useReading();
  const tanks = useQuery(tanksQuery);
  return (
    <Page
      title={t`Community tanks`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      <p className="lead">
        <Trans>Anybody puts in what they can spare; whoever runs short takes some.</Trans>
      </p>
      {tanks.isPending && <Skeleton lines={4} />}
      {tanks.isError && tanks.data === undefined && (
        <Failure error={tanks.error} onRetry={() => void tanks.refetch()} />
      )}
      {tanks.data?.length === 0 && (
        <div className="empty">
          <p>
            <Trans>There is no tank yet.</Trans>
          </p>
        </div>
      )}
      {tanks.data !== undefined && tanks.data.length > 0 && (
        <ul className="card way-list">
          {tanks.data.map((tank) => (
            <li key={tank.id} className="way">
              <span className="way-icon">
                <TankIcon />
              </span>
              <span className="way-text">
                <Link className="gift-link" to="/tanks/$tankId" params={{ tankId: tank.id }}>
                  <strong>{tank.name}</strong>
                </Link>
                <span className="soft">
                  <Trans>{exactOctets(tank.availableOctets, locale)} in it</Trans>
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
