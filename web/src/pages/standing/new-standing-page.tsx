// Makes a standing gift: to whom, how much, on which day; then what it will be, and when first.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { Problem } from '../../api/problem.ts';
import { giftPolicyQuery } from '../../api/queries.ts';
import { makeStanding, previewStanding, standingQuery } from '../../api/standing.ts';
import type { StandingOrder, StandingPreview } from '../../api/standing.ts';
import type { GiftPolicy } from '../../api/types.ts';
import { ending } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Chips } from '../../parts/chips.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { CountField } from '../../parts/count-field.tsx';
import { Fact } from '../../parts/fact.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { useNow } from '../../parts/use-now.ts';
import { toTop } from '../../parts/to-top.ts';
import { WhileWaiting } from '../../parts/while-waiting.tsx';
import { AmountField } from '../give/amount-field.tsx';
import { useAmount } from '../give/amount.ts';
import { concernOf, wordsAbout } from '../give/refusals.ts';
import { TargetField, targetOf, useTarget } from '../give/target-field.tsx';
import { Prove } from '../prove/prove.tsx';
import { RhythmWords } from './standing-words.tsx';

const route = getRouteApi('/signed-in/standing/new');

export function NewStandingPage() {
  const { t } = useLingui();
  const policy = useQuery(giftPolicyQuery);
  const [order, setOrder] = useState<StandingOrder | null>(null);
  const previewing = useMutation({
    mutationFn: previewStanding,
    onSuccess: (_, asked) => {
      setOrder(asked);
      toTop();
    },
  });
  const preview = order === null ? undefined : previewing.data;
  return (
    <Page
      title={preview === undefined ? t`Give every month` : t`Check your gift`}
      className="narrow"
      back={{ to: '/standing', words: t`Every month` }}
    >
      <WhileWaiting on={policy} lines={5} />
      {policy.data !== undefined && (
        <div hidden={preview !== undefined}>
          <StandingForm
            policy={policy.data}
            error={previewing.error}
            isPending={previewing.isPending}
            onChange={() => previewing.isError && previewing.reset()}
            onAsk={(asked) => previewing.mutate(asked)}
          />
        </div>
      )}
      {order !== null && preview !== undefined && (
        <Check
          order={order}
          preview={preview}
          onBack={() => {
            setOrder(null);
            toTop();
          }}
        />
      )}
    </Page>
  );
}

type FormProps = {
  readonly policy: GiftPolicy;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChange: () => void;
  readonly onAsk: (order: StandingOrder) => void;
};

const LAST_DAY = 31;
const LAST_HOURS = ['24', '48', '72', '168'] as const;

function StandingForm({ policy, error, isPending, onChange, onAsk }: FormProps) {
  const { t } = useLingui();
  const [target, setTarget] = useTarget();
  const { what = 'monthly' } = route.useSearch();
  const [kind, setKind] = useState<'monthly' | 'expiring'>(what);
  const { amount, octets, change } = useAmount();
  const [day, setDay] = useState(1);
  const [hours, setHours] = useState<(typeof LAST_HOURS)[number]>('48');
  const [isAsked, setAsked] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const to = targetOf(target);
  const words = { 24: t`1 day`, 48: t`2 days`, 72: t`3 days`, 168: t`7 days` };

  const changed = (): void => {
    setAsked(false);
    onChange();
  };
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (isPending) return;
    setAsked(true);
    if (to === null) return;
    if (kind === 'expiring') return onAsk({ to, rhythm: { kind, lastHours: Number(hours) } });
    if (octets === null) return input.current?.focus();
    onAsk({ to, rhythm: { kind, octets, dayOfCycle: day } });
  };
  const isElsewhere =
    error !== null && (!(error instanceof Problem) || concernOf(error.code) === 'gift');
  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      <TargetField
        target={target}
        onChange={(chosen) => {
          setTarget(chosen);
          changed();
        }}
        error={
          isAsked && to === null
            ? t`Type the number of the receiver.`
            : wordsAbout(error, 'receiver')
        }
      />
      <Chips
        label={t`What to give`}
        value={kind}
        options={[
          { value: 'monthly', words: t`The same each time` },
          { value: 'expiring', words: t`What is about to lapse` },
        ]}
        onChange={(chosen) => {
          setKind(chosen);
          changed();
        }}
      />
      {kind === 'monthly' ? (
        <>
          <AmountField
            draft={amount}
            policy={policy}
            onChange={(to_) => {
              change(to_);
              changed();
            }}
            inputRef={input}
            error={
              isAsked && octets === null
                ? t`Type an amount, such as 1.5.`
                : wordsAbout(error, 'amount')
            }
          />
          <CountField
            label={t`On which day of the billing cycle`}
            help={t`Day 1 is when your plan renews. A shorter cycle gives on its last day.`}
            value={day}
            least={1}
            most={LAST_DAY}
            onChange={setDay}
          />
        </>
      ) : (
        <Chips
          label={t`How long before the cycle ends`}
          value={hours}
          options={LAST_HOURS.map((value) => ({ value, words: words[value] }))}
          onChange={setHours}
        />
      )}
      {isElsewhere && (
        <Notice tone="wrong">
          <FailureWords error={error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={isPending}>
        <Trans>Preview</Trans>
      </Action>
      <p className="soft centred">
        <Trans>Nothing is sent yet.</Trans>
      </p>
    </form>
  );
}

type CheckProps = {
  readonly order: StandingOrder;
  readonly preview: StandingPreview;
  readonly onBack: () => void;
};

function Check({ order, preview, onBack }: CheckProps) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const now = useNow();
  const client = useQueryClient();
  const navigate = useNavigate();
  const first = ending(preview.firstAt, now, locale, timeZone);
  const { receiver, receiverKind, standsInTheWay } = preview;
  return (
    <>
      <section className="card preview" aria-label={t`Your gift`}>
        <div className="preview-head">
          <p className="preview-receiver">
            <span className="soft">
              <Trans>goes to</Trans>
            </span>
            <strong>
              <MaskedName name={receiver.maskedName} />
            </strong>
            {receiver.maskedMsisdn !== '' && <MaskedNumber number={receiver.maskedMsisdn} />}
          </p>
        </div>
        <dl className="facts">
          <Fact name={t`What`}>
            <RhythmWords standing={preview} />
          </Fact>
          <Fact name={t`First on`}>
            {first.exact} <span className="soft nowrap">({first.relative})</span>
          </Fact>
        </dl>
        {receiverKind === 'line' && (
          <p className="soft">
            <Trans>They are asked first. It begins when they agree.</Trans>
          </p>
        )}
      </section>
      {standsInTheWay !== null && (
        <Notice tone="hint">
          <p>
            <Trans>It could not be given today, and may when it is due:</Trans>
          </p>
          <p>{standsInTheWay.detail}</p>
        </Notice>
      )}
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      <Prove steps={preview.toShow} subject={{ kind: 'standing', ...order }}>
        {(shown, onRefused) => (
          <Confirm
            send={(key) => makeStanding(order, shown, key)}
            onRefused={onRefused}
            onDone={() => {
              void client.invalidateQueries({ queryKey: standingQuery.queryKey });
              return navigate({ to: '/standing', replace: true });
            }}
          >
            {receiverKind === 'line' ? <Trans>Ask them</Trans> : <Trans>Start it</Trans>}
          </Confirm>
        )}
      </Prove>
    </>
  );
}
