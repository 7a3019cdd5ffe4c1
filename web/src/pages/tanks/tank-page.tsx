// One tank: what is in it, when it is open, what one may take, and putting in.

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { previewTankPut, putIntoTank, takeFromTank, tankQuery } from '../../api/sharing.ts';
import type { Tank } from '../../api/sharing.ts';
import { exactOctets } from '../../format/octets.ts';
import { ending } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Fact } from '../../parts/fact.tsx';
import { More } from '../../parts/more.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { GiveIt } from '../give/give-it.tsx';
import { TakeOut } from '../give/take-out.tsx';

const route = getRouteApi('/signed-in/tanks/$tankId');

export function TankPage() {
  const { t } = useLingui();
  const { tankId } = route.useParams();
  const tank = useQuery(tankQuery(tankId));
  return (
    <Page
      title={tank.data?.name ?? t`Community tanks`}
      className="narrow"
      back={{ to: '/tanks', words: t`Community tanks` }}
    >
      {tank.isPending && <Skeleton lines={6} />}
      {tank.isError && <Failure error={tank.error} onRetry={() => void tank.refetch()} />}
      {tank.data !== undefined && <Inside tank={tank.data} />}
    </Page>
  );
}

function Inside({ tank }: { tank: Tank }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const most = Math.min(tank.takeableOctets, tank.limits.takeOctets);
  const canTake = tank.isOpenNow && most >= tank.limits.stepOctets;
  return (
    <>
      <section className="card gift-hero">
        <p className="gift-amount">{exactOctets(tank.availableOctets, locale)}</p>
        <p className="gift-other">
          <Trans>in the tank</Trans>
        </p>
        <p className={`gift-badge ${canTake ? '' : 'badge-quiet'}`}>
          <Open tank={tank} />
        </p>
      </section>
      {tank.state === 'open' && (
        <section className="card more-card">
          {canTake && (
            <More words={t`Take some out`}>
              <TakeOut
                mostOctets={most}
                stepOctets={tank.limits.stepOctets}
                send={(octets, key) => takeFromTank(tank.id, octets, key)}
                changes="tanks"
              />
            </More>
          )}
          <More words={t`Put some in`}>
            <GiveIt
              isPutIn
              preview={(octets) => previewTankPut(tank.id, octets)}
              send={(octets, shown, key) => putIntoTank(tank.id, octets, shown, key)}
              subject={(octets) => ({ kind: 'tank', tank: Number(tank.id), octets })}
              changes="tanks"
            />
          </More>
        </section>
      )}
      <TankRules tank={tank} />
    </>
  );
}

function Open({ tank }: { tank: Tank }) {
  const { locale, timeZone } = useReading();
  const now = useNow();
  if (tank.isOpenNow)
    return tank.takeableOctets > 0 ? (
      <Trans>Open: you can take some</Trans>
    ) : (
      <Trans>Open, but only the reserve is left</Trans>
    );
  if (tank.opensAt === null) return <Trans>Closed</Trans>;
  const { exact } = ending(tank.opensAt, now, locale, timeZone);
  return <Trans>Taking begins on {exact}</Trans>;
}

function TankRules({ tank }: { tank: Tank }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const { limits } = tank;
  return (
    <section className="limits" aria-labelledby="tank-rules">
      <h2 id="tank-rules">
        <Trans>Good to know</Trans>
      </h2>
      <dl className="facts">
        <Fact name={t`Each line may take`}>
          {exactOctets(limits.octets, locale)}{' '}
          <Plural value={limits.count} one="a month, once" other="a month, in # times at most" />
        </Fact>
        {limits.balanceAtMostOctets !== null && (
          <Fact name={t`For lines that have`}>
            <Trans>{exactOctets(limits.balanceAtMostOctets, locale)} or less left</Trans>
          </Fact>
        )}
        <Fact name={t`Always kept in reserve`}>{exactOctets(tank.reserveOctets, locale)}</Fact>
      </dl>
    </section>
  );
}
