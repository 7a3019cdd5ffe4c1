// Who is in a pool. Its holder sees what each took, and caps, slows or pauses each; a member sees its own.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeMember, poolQuery, removeMember } from '../../api/sharing.ts';
import type { MemberChange, Pool, PoolMember } from '../../api/sharing.ts';
import { exactOctets, GIGABYTE } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Ask } from '../../parts/ask.tsx';
import { Chips } from '../../parts/chips.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { More } from '../../parts/more.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Toggle } from '../../parts/toggle.tsx';

export function Members({ pool }: { pool: Pool }) {
  return (
    <section className="card stack" aria-labelledby="members-heading">
      <h2 id="members-heading">
        <Trans>In the pool</Trans>
      </h2>
      <ul className="member-list">
        {pool.members.map((member) => (
          <li key={member.id} className="member">
            <MemberHead member={member} />
            <Manage pool={pool} member={member} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function MemberHead({ member }: { member: PoolMember }) {
  const { locale } = useReading();
  const { takenOctets: taken, limitOctets: limit } = member;
  const [takenWords, limitWords] = [
    exactOctets(taken ?? 0, locale),
    exactOctets(limit ?? 0, locale),
  ];
  return (
    <>
      <div className="bucket-head">
        <h3>
          <MaskedName name={member.maskedName} />{' '}
          {member.isMe && (
            <span className="soft">
              <Trans>(you)</Trans>
            </span>
          )}
        </h3>
        <MemberTag member={member} />
      </div>
      {taken !== null && member.state === 'joined' && (
        <p className="soft">
          {limit === null ? (
            <Trans>{takenWords} taken this month</Trans>
          ) : (
            <Trans>
              {takenWords} of {limitWords} taken this month
            </Trans>
          )}
        </p>
      )}
      {limit !== null && limit > 0 && taken !== null && (
        <div className="bar" aria-hidden="true">
          <span
            className="bar-available"
            style={{ width: `${Math.min(100, (100 * taken) / limit)}%` }}
          />
        </div>
      )}
    </>
  );
}

function MemberTag({ member: { state, role, isPaused, isSlowed } }: { member: PoolMember }) {
  if (state === 'invited')
    return (
      <span className="tag tag-moving">
        <Trans>Invited</Trans>
      </span>
    );
  if (state === 'leaving')
    return (
      <span className="tag tag-ended">
        <Trans>Leaving</Trans>
      </span>
    );
  if (isPaused)
    return (
      <span className="tag tag-moving">
        <Trans>Paused</Trans>
      </span>
    );
  if (isSlowed)
    return (
      <span className="tag tag-moving">
        <Trans>Slowed</Trans>
      </span>
    );
  if (role === 'holder')
    return (
      <span className="tag">
        <Trans>Opened it</Trans>
      </span>
    );
  if (role === 'minor')
    return (
      <span className="tag">
        <Trans>Minor</Trans>
      </span>
    );
  return null;
}

const NO_CAP = 'none';
const CAPS = [1, 2, 5, 10].map((gigabytes) => gigabytes * GIGABYTE);

function Manage({ pool, member }: { pool: Pool; member: PoolMember }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (change: MemberChange) => changeMember(pool.id, member.id, change),
    onSuccess: (changed) => client.setQueryData(poolQuery(pool.id).queryKey, changed),
  });
  const isHolder = pool.role === 'holder' && pool.state === 'open';
  const isOwn = member.isMe && member.role !== 'minor' && pool.state === 'open';
  if (member.state !== 'joined' || (!isHolder && !isOwn)) return null;
  const limit = member.limitOctets;
  const caps = [...new Set([...CAPS, ...(limit === null ? [] : [limit])])].toSorted(
    (left, right) => left - right,
  );
  return (
    <More words={member.isMe ? t`My settings here` : t`Change`}>
      {isOwn && (
        <Toggle
          isOn={member.drawsByItself}
          isDisabled={changing.isPending}
          onChange={(drawsByItself) => changing.mutate({ drawsByItself })}
          words={t`Take by itself when I run short`}
        />
      )}
      {isHolder && (
        <Chips
          label={t`At most each month`}
          value={limit === null ? NO_CAP : String(limit)}
          options={[
            ...caps.map((octets) => ({
              value: String(octets),
              words: exactOctets(octets, locale),
            })),
            { value: NO_CAP, words: t`No cap` },
          ]}
          onChange={(cap) => changing.mutate({ capOctets: cap === NO_CAP ? null : Number(cap) })}
        />
      )}
      {isHolder && !member.isMe && pool.rules.holderMayPauseMembers && (
        <>
          <Toggle
            isOn={member.isPaused}
            isDisabled={changing.isPending}
            onChange={(isPaused) => changing.mutate({ isPaused })}
            words={t`Pause: nothing can be taken`}
          />
          <Toggle
            isOn={member.isSlowed}
            isDisabled={changing.isPending}
            onChange={(isSlowed) => changing.mutate({ isSlowed })}
            words={t`Slow down: only a little at a time`}
          />
        </>
      )}
      {changing.isError && (
        <Notice tone="wrong">
          <FailureWords error={changing.error} />
        </Notice>
      )}
      {isHolder && !member.isMe && (
        <div className="side-by-side">
          <Ask
            words={t`Let them go`}
            question={t`Let them go from the pool?`}
            yes={t`Let them go`}
            no={t`Keep them`}
            act={(key) => removeMember(pool.id, member.id, key)}
            onDone={() => void client.invalidateQueries({ queryKey: ['pools'] })}
          >
            <Trans>What they put in and nobody has used goes along with them.</Trans>
          </Ask>
        </div>
      )}
    </More>
  );
}
