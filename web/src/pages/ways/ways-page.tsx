// The ways to give that are rarer than to one number, each with what it is good for.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { tanksQuery } from '../../api/sharing.ts';
import {
  ForwardIcon,
  HourglassIcon,
  LinkIcon,
  MonthIcon,
  PackIcon,
  PeopleIcon,
  PoolIcon,
  TankIcon,
} from '../../parts/icons.tsx';
import { Page } from '../../parts/page.tsx';

export function WaysPage() {
  const { t } = useLingui();
  // Not every carrier has one.
  const tanks = useQuery(tanksQuery).data ?? [];
  return (
    <Page
      title={t`More ways to give`}
      className="narrow"
      back={{ to: '/give', words: t`Give to a number` }}
    >
      <ul className="card way-list">
        <Way to="/links" icon={<LinkIcon />} name={t`A gift link or QR code`}>
          <Trans>
            For somebody whose number you do not have, or for the first few who open it.
          </Trans>
        </Way>
        <Way to="/give/together" icon={<PeopleIcon />} name={t`Several people at once`}>
          <Trans>One amount each, one press.</Trans>
        </Way>
        <Way to="/expiring" icon={<HourglassIcon />} name={t`Only what is about to lapse`}>
          <Trans>What you would lose with the billing cycle, and nothing else.</Trans>
        </Way>
        <Way to="/standing" icon={<MonthIcon />} name={t`Every month`}>
          <Trans>By itself, once the other has agreed.</Trans>
        </Way>
        <Way to="/pools" icon={<PoolIcon />} name={t`A family pool`}>
          <Trans>Shared by those you invite, with a cap for each.</Trans>
        </Way>
        {tanks.length > 0 && (
          <Way to="/tanks" icon={<TankIcon />} name={t`A community tank`}>
            <Trans>For whoever runs short near the end of the month.</Trans>
          </Way>
        )}
        <Way to="/packs" icon={<PackIcon />} name={t`A data pack`}>
          <Trans>Bought for somebody else, or for yourself.</Trans>
        </Way>
      </ul>
    </Page>
  );
}

type WayProps = {
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: ReactNode;
  readonly name: string;
  readonly children: ReactNode;
};

function Way({ to, icon, name, children }: WayProps) {
  return (
    <li className="way">
      <span className="way-icon">{icon}</span>
      <span className="way-text">
        <Link className="gift-link" to={to}>
          <strong>{name}</strong>
        </Link>
        <span className="soft">{children}</span>
      </span>
      <ForwardIcon />
    </li>
  );
}
