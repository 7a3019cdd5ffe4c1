// The one figure people come for.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lineQuery } from '../../api/queries.ts';
import type { Balance } from '../../api/types.ts';
import { bigOctets, roughOctets } from '../../format/octets.ts';
import { civilDate } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { AskIcon, GiveIcon } from '../../parts/icons.tsx';

export function BalanceHero({ balance }: { balance: Balance }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const line = useQuery(lineQuery).data;
  const left = bigOctets(balance.availableOctets, locale);
  const held = roughOctets(balance.heldOctets, locale);
  const cycleEnd = line === undefined ? '' : civilDate(line.cycle.endsOn, locale);
  return (
    <section className="hero" aria-label={t`What you have left`}>
      <p className="hero-label">
        <Trans>You have left</Trans>
      </p>
      <p className="hero-figure">
        {left.figure}
        <span className="hero-unit"> {left.unit}</span>
      </p>
      {balance.heldOctets > 0 && (
        <p className="hero-held">
          <Trans>
            Another {held} is set aside: for gifts that you can still undo and for what the network
            is using right now.
          </Trans>
        </p>
      )}
      {line !== undefined && (
        <p className="hero-plan">
          {line.plan.name}
          <span aria-hidden="true"> · </span>
          <Trans>renews after {cycleEnd}</Trans>
        </p>
      )}
      <div className="hero-actions">
        <Link to="/give" className="action action-gift">
          <GiveIcon />
          <Trans>Give data</Trans>
        </Link>
        <Link to="/ask" className="action action-on-hero">
          <AskIcon />
          <Trans>Ask for data</Trans>
        </Link>
      </div>
    </section>
  );
}
