// One pool: what is in it, putting in and taking out, who is in it, and leaving or closing it.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import {
  answerInvitation,
  closePool,
  drawFromPool,
  leavePool,
  poolQuery,
  poolsQuery,
  previewPoolPut,
  putIntoPool,
} from '../../api/sharing.ts';
import type { Pool } from '../../api/sharing.ts';
import { newIntentKey } from '../../api/request.ts';
import { exactOctets, MEGABYTE } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Ask } from '../../parts/ask.tsx';
import { More } from '../../parts/more.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';
import { GiveIt } from '../give/give-it.tsx';
import { TakeOut } from '../give/take-out.tsx';
import { Invite } from './invite.tsx';
import { Members } from './members.tsx';

const route = getRouteApi('/signed-in/pools/$poolId');

export function PoolPage() {
  const { t } = useLingui();
  const { poolId } = route.useParams();
  const pool = useQuery(poolQuery(poolId));
  return (
    <Page
      title={pool.data?.name ?? t`Family pool`}
      className="narrow"
      back={{ to: '/pools', words: t`Family pool` }}
    >
      {pool.isPending && <Skeleton lines={6} />}
      {pool.isError && <Failure error={pool.error} onRetry={() => void pool.refetch()} />}
      {pool.data?.membership === 'invited' && <Invitation pool={pool.data} />}
      {pool.data !== undefined && pool.data.membership !== 'invited' && <Inside pool={pool.data} />}
    </Page>
  );
}

function Invitation({ pool }: { pool: Pool }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const answering = useMutation({
    mutationFn: (joins: boolean) => answerInvitation(pool.id, joins, newIntentKey()),
    onSuccess: (changed, joins) => {
      void client.invalidateQueries({ queryKey: poolsQuery.queryKey });
      if (!joins) return navigate({ to: '/pools' });
      client.setQueryData(poolQuery(pool.id).queryKey, changed);
      return undefined;
    },
  });
  return (
    <section className="card stack">
      <p className="lead">
        <Trans>You are invited to share this pool.</Trans>
      </p>
      {pool.invitedUntil !== null && (
        <p className="soft">
          <Trans>
            The invitation stands <Until iso={pool.invitedUntil} />
          </Trans>
        </p>
      )}
      <p>
        <Trans>
          The others see your masked name. Whoever opened the pool also sees how much you take from
          it. Nobody sees what you have yourself, and you can leave at any time.
        </Trans>
      </p>
      {answering.isError && (
        <Notice tone="wrong">
          <FailureWords error={answering.error} />
        </Notice>
      )}
      <div className="side-by-side">
        <Action isPending={answering.isPending} onPress={() => answering.mutate(true)}>
          <Trans>Join</Trans>
        </Action>
        <Action
          look="quiet"
          isPending={answering.isPending}
          onPress={() => answering.mutate(false)}
        >
          <Trans>No, thank you</Trans>
        </Action>
      </div>
    </section>
  );
}

const STEP_OCTETS = 10 * MEGABYTE;

function Inside({ pool }: { pool: Pool }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const me = pool.members.find(({ isMe }) => isMe);
  const available = pool.availableOctets ?? 0;
  const limit = me?.limitOctets ?? null;
  const taken = me?.takenOctets ?? 0;
  const most = Math.min(available, limit === null ? available : Math.max(0, limit - taken));
  const [takenWords, limitWords] = [exactOctets(taken, locale), exactOctets(limit ?? 0, locale)];
  const isOpen = pool.state === 'open';
  return (
    <>
      <section className="card gift-hero">
        <p className="gift-amount">{exactOctets(available, locale)}</p>
        <p className="gift-other">
          <Trans>in the pool</Trans>
        </p>
        {me !== undefined && (
          <p className="soft">
            {limit === null ? (
              <Trans>You have taken {takenWords} this month.</Trans>
            ) : (
              <Trans>
                You have taken {takenWords} of your {limitWords} this month.
              </Trans>
            )}
          </p>
        )}
        {me?.isPaused === true && (
          <p className="gift-badge">
            <Trans>Paused for you</Trans>
          </p>
        )}
        {!isOpen && (
          <p className="gift-badge">
            <Trans>Being closed: everybody gets back what is theirs</Trans>
          </p>
        )}
      </section>
      {isOpen && me !== undefined && (
        <section className="card more-card">
          {!me.isPaused && most >= STEP_OCTETS && (
            <More words={t`Take some out`}>
              <TakeOut
                mostOctets={most}
                stepOctets={STEP_OCTETS}
                send={(octets, key) => drawFromPool(pool.id, octets, key)}
                changes="pools"
              />
            </More>
          )}
          <More words={t`Put some in`} isOpen={available === 0}>
            <GiveIt
              isPutIn
              preview={(octets) => previewPoolPut(pool.id, octets)}
              send={(octets, shown, key) => putIntoPool(pool.id, octets, shown, key)}
              subject={(octets) => ({ kind: 'pool', pool: Number(pool.id), octets })}
              changes="pools"
            />
          </More>
        </section>
      )}
      <Members pool={pool} />
      {isOpen && pool.role === 'holder' && <Invite pool={pool} />}
      {isOpen && <GoAway pool={pool} />}
    </>
  );
}

/** A holder closes the pool; everybody else leaves it. A minor's guardian does that for it. */
function GoAway({ pool }: { pool: Pool }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const share = pool.members.find(({ isMe }) => isMe)?.ownShareOctets ?? 0;
  const gone = () => {
    for (const queryKey of [['pools'], ['balance'], ['gifts']])
      void client.invalidateQueries({ queryKey });
    void navigate({ to: '/pools' });
  };
  if (pool.role === 'minor') return null;
  return (
    <div className="side-by-side">
      {pool.role === 'holder' ? (
        <Ask
          words={t`Close the pool`}
          question={t`Close this pool?`}
          yes={t`Close it`}
          no={t`Leave it open`}
          act={(key) => closePool(pool.id, key)}
          onDone={gone}
        >
          <Trans>Everybody gets back what they put in and nobody has used.</Trans>
        </Ask>
      ) : (
        <Ask
          words={t`Leave the pool`}
          question={t`Leave this pool?`}
          yes={t`Leave`}
          no={t`Stay`}
          act={(key) => leavePool(pool.id, key)}
          onDone={gone}
        >
          {share > 0 ? (
            <Trans>Your share goes with you: {exactOctets(share, locale)}.</Trans>
          ) : (
            <Trans>You have nothing unused in it that would go with you.</Trans>
          )}
        </Ask>
      )}
    </div>
  );
}
