// One standing gift: what it is, how it stands, and what this side can do about it.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeStanding, standingQuery } from '../../api/standing.ts';
import type { Standing, StandingChange } from '../../api/standing.ts';
import { newIntentKey } from '../../api/request.ts';
import { ending } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Ask } from '../../parts/ask.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { useNow } from '../../parts/use-now.ts';
import { RhythmWords } from './standing-words.tsx';

export function StandingCard({ standing }: { standing: Standing }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { can, other, direction, because } = standing;
  const reload = () => client.invalidateQueries({ queryKey: standingQuery.queryKey });
  const changing = useMutation({
    mutationFn: (change: StandingChange) => changeStanding(standing.id, change, newIntentKey()),
    onSettled: reload,
  });
  const name = <MaskedName name={other.maskedName} />;
  return (
    <article className="card stack standing" aria-label={other.maskedName.replace(/•+/g, '…')}>
      <div className="bucket-head">
        <h3>{direction === 'given' ? <Trans>To {name}</Trans> : <Trans>From {name}</Trans>}</h3>
        <StateTag standing={standing} />
      </div>
      <p>
        <RhythmWords standing={standing} />
      </p>
      {because !== null && <p className="soft">{because}</p>}
      <When standing={standing} />
      {changing.isError && (
        <Notice tone="wrong">
          <FailureWords error={changing.error} />
        </Notice>
      )}
      {(can.agree || can.pause || can.resume || can.end) && (
        <div className="side-by-side">
          {can.agree && (
            <Action isPending={changing.isPending} onPress={() => changing.mutate('agree')}>
              <Trans>Agree</Trans>
            </Action>
          )}
          {can.resume && (
            <Action isPending={changing.isPending} onPress={() => changing.mutate('resume')}>
              <Trans>Go on</Trans>
            </Action>
          )}
          {can.pause && (
            <Action
              look="quiet"
              isPending={changing.isPending}
              onPress={() => changing.mutate('pause')}
            >
              <Trans>Pause</Trans>
            </Action>
          )}
          {can.end && (
            <Ask
              words={can.agree ? t`No, thank you` : t`End it`}
              question={can.agree ? t`Say no to this gift?` : t`End this gift?`}
              yes={can.agree ? t`Say no` : t`End it`}
              no={can.agree ? t`Not yet` : t`Leave it`}
              act={(key) => changeStanding(standing.id, 'end', key)}
              onDone={() => void reload()}
            >
              <Trans>Nothing more is given by it. What has been given stays. Both are told.</Trans>
            </Ask>
          )}
        </div>
      )}
    </article>
  );
}

function StateTag({ standing: { state, direction } }: { standing: Standing }) {
  switch (state) {
    case 'asked':
      return (
        <span className="tag tag-moving">
          {direction === 'given' ? (
            <Trans>Waiting for their word</Trans>
          ) : (
            <Trans>Waiting for your word</Trans>
          )}
        </span>
      );
    case 'active':
      return (
        <span className="tag">
          <Trans>Running</Trans>
        </span>
      );
    case 'paused':
      return (
        <span className="tag tag-moving">
          <Trans>Paused</Trans>
        </span>
      );
    case 'ended':
      break;
  }
  return (
    <span className="tag tag-ended">
      <Trans>Over</Trans>
    </span>
  );
}

function When({ standing: { answerUntil, nextAt } }: { standing: Standing }) {
  const { locale, timeZone } = useReading();
  const now = useNow();
  const at = answerUntil ?? nextAt;
  if (at === null) return null;
  const { exact } = ending(at, now, locale, timeZone);
  return (
    <p className="soft">
      {answerUntil === null ? <Trans>Next on {exact}</Trans> : <Trans>To answer by {exact}</Trans>}
    </p>
  );
}
