import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { changePreference, preferenceQuery } from '../../api/people.ts';
import type { AskPreference, WhoMayAsk } from '../../api/people.ts';
import { serverNow } from '../../api/server-clock.ts';
import { Action } from '../../parts/action.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Toggle } from '../../parts/toggle.tsx';
import { Until } from '../../parts/until.tsx';
import { useNow } from '../../parts/use-now.ts';

const ORDER: readonly WhoMayAsk[] = ['anyone', 'contacts', 'family', 'nobody'];
const WORDS: Readonly<Record<WhoMayAsk, MessageDescriptor>> = {
  anyone: msg`Anybody who knows my number`,
  contacts: msg`People I have saved, and my family`,
  family: msg`My family only`,
  nobody: msg`Nobody`,
};
const QUIET_MILLISECONDS = 8 * 60 * 60 * 1_000;

/** Who may ask for data, what they are shown, and a while without a sound. */
export function WhoMayAskMe() {
  const preference = useQuery(preferenceQuery);
  if (preference.isPending) return <Skeleton lines={4} />;
  if (preference.data === undefined)
    return <Failure error={preference.error} onRetry={() => void preference.refetch()} />;
  return <Choice preference={preference.data} />;
}

function Choice({ preference }: { preference: AskPreference }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const now = useNow();
  const changing = useMutation({
    mutationFn: changePreference,
    onSuccess: (changed) => client.setQueryData(preferenceQuery.queryKey, changed),
  });
  // While it is being saved the choice already stands where it was put; a failure puts it back.
  const shown = { ...preference, ...(changing.isPending ? changing.variables : {}) };
  const isQuiet = shown.quietUntil !== null && Date.parse(shown.quietUntil) > now;
  return (
    <section className="card stack">
      <RadioGroup
        className="choices"
        value={shown.whoMayAsk}
        onChange={(who) => changing.mutate({ whoMayAsk: who as WhoMayAsk })}
      >
        <Label className="card-label">
          <Trans>Who may ask me for data</Trans>
        </Label>
        {ORDER.map((who) => (
          <Radio key={who} value={who} className="choice">
            {t(WORDS[who])}
          </Radio>
        ))}
      </RadioGroup>
      <Toggle
        isOn={shown.showsSpare}
        isDisabled={changing.isPending || shown.whoMayAsk === 'nobody'}
        onChange={(showsSpare) => changing.mutate({ showsSpare })}
        words={t`Show them how much I could spare`}
      />
      {isQuiet ? (
        <>
          <p>
            <Trans>
              Requests come without a sound <Until iso={shown.quietUntil ?? ''} />
            </Trans>
          </p>
          <Action
            look="quiet"
            isPending={changing.isPending}
            onPress={() => changing.mutate({ quietUntil: null })}
          >
            <Trans>Tell me of requests again</Trans>
          </Action>
        </>
      ) : (
        <Action
          look="quiet"
          isPending={changing.isPending}
          onPress={() =>
            changing.mutate({
              quietUntil: new Date(serverNow() + QUIET_MILLISECONDS).toISOString(),
            })
          }
        >
          <Trans>No sound for 8 hours</Trans>
        </Action>
      )}
      {changing.isError && (
        <Notice tone="wrong">
          <FailureWords error={changing.error} />
        </Notice>
      )}
    </section>
  );
}
