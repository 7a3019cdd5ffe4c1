// Every limit that applies, with what is left of it: the giver's, and the receiver's as far as a giver
// may know it.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Limit } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Fact } from '../../parts/fact.tsx';

const NAMES: Readonly<Record<string, MessageDescriptor>> = {
  'giving.monthlyCount': msg`Gifts this month`,
  'giving.monthlyOctets': msg`Data this month`,
  'giving.dailyCount': msg`Gifts today`,
  'giving.dailyOctets': msg`Data today`,
  'giving.family.monthlyCount': msg`Gifts to your family this month`,
  'giving.family.monthlyOctets': msg`Data to your family this month`,
  'giving.family.dailyCount': msg`Gifts to your family today`,
  'giving.family.dailyOctets': msg`Data to your family today`,
  'giving.shareOfAllowancePercent': msg`Of your plan this month`,
  'giving.floorOctets': msg`Always stays with you`,
  'receiving.monthlyCount': msg`Gifts they can get this month`,
  'receiving.monthlyOctets': msg`Data they can get this month`,
  'receiving.dailyCount': msg`Gifts they can get today`,
  'receiving.dailyOctets': msg`Data they can get today`,
  'receiving.family.monthlyCount': msg`Gifts from family they can get this month`,
  'receiving.family.monthlyOctets': msg`Data from family they can get this month`,
  'receiving.family.dailyCount': msg`Gifts from family they can get today`,
  'receiving.family.dailyOctets': msg`Data from family they can get today`,
  'receiving.capOctets': msg`Unused gifts they can have`,
};

/** A limit that is newer than this app is left out rather than shown without a name. */
export function LimitList({ limits }: { limits: readonly Limit[] }) {
  const { t } = useLingui();
  return (
    <dl className="facts">
      {limits.map((limit) => {
        const name = NAMES[limit.rule];
        return (
          name !== undefined && (
            <Fact key={limit.side + limit.rule} name={t(name)}>
              <Left limit={limit} />
            </Fact>
          )
        );
      })}
    </dl>
  );
}

function Left({ limit: { side, rule, unit, limit, left } }: { limit: Limit }) {
  const { locale } = useReading();
  // What is left of a receiver's limit is cut to what one gift could be: it is at least that.
  if (side === 'receiver')
    return unit === 'gifts' ? (
      <Trans>at least {left} more</Trans>
    ) : (
      <Trans>at least {exactOctets(left, locale)} more</Trans>
    );
  if (rule === 'giving.floorOctets') return <Trans>at least {exactOctets(limit, locale)}</Trans>;
  const write = (amount: number): string =>
    unit === 'gifts' ? new Intl.NumberFormat(locale).format(amount) : exactOctets(amount, locale);
  const [rest, whole] = [write(left), write(limit)];
  return (
    <Trans>
      {rest} of {whole} left
    </Trans>
  );
}
