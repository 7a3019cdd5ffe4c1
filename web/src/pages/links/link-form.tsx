import { Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { LinkOrder } from '../../api/links.ts';
import { Problem } from '../../api/problem.ts';
import type { GiftPolicy } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Chips } from '../../parts/chips.tsx';
import { CountField } from '../../parts/count-field.tsx';
import { Field } from '../../parts/field.tsx';
import { MessageField } from '../../parts/message-field.tsx';
import { More } from '../../parts/more.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { AmountField } from '../give/amount-field.tsx';
import { useAmount } from '../give/amount.ts';
import { concernOf, wordsAbout } from '../give/refusals.ts';

type LinkFormProps = {
  readonly policy: GiftPolicy;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChange: () => void;
  readonly onAsk: (order: LinkOrder) => void;
};

const MOST_SHARES = 20;
const HOURS = ['24', '72', '168', '336'] as const;

export function LinkForm({ policy, error, isPending, onChange, onAsk }: LinkFormProps) {
  const { t } = useLingui();
  const { amount, octets, change } = useAmount();
  const [shares, setShares] = useState(1);
  const [message, setMessage] = useState('');
  const [pin, setPin] = useState('');
  const [only, setOnly] = useState('');
  const [hours, setHours] = useState<(typeof HOURS)[number]>('168');
  const [isAsked, setAsked] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const words = { 24: t`1 day`, 72: t`3 days`, 168: t`a week`, 336: t`2 weeks` };

  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (isPending) return;
    setAsked(true);
    if (octets === null) return input.current?.focus();
    onAsk({
      octetsEach: octets,
      shares,
      hours: Number(hours),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
      ...(pin === '' ? {} : { pin }),
      ...(only.trim() === '' ? {} : { toMsisdn: only.trim() }),
    });
  };
  const changing =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      setAsked(false);
      onChange();
    };
  const pinWords = error instanceof Problem && error.code.startsWith('pin_') ? error.message : null;
  const isElsewhere =
    error !== null &&
    pinWords === null &&
    (!(error instanceof Problem) || concernOf(error.code) === 'gift');

  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      <AmountField
        draft={amount}
        policy={policy}
        onChange={changing(change)}
        inputRef={input}
        label={shares === 1 ? t`How much` : t`How much for each`}
        error={
          isAsked && octets === null ? t`Type an amount, such as 1.5.` : wordsAbout(error, 'amount')
        }
      />
      <CountField
        label={t`For how many people`}
        value={shares}
        least={1}
        most={MOST_SHARES}
        onChange={changing(setShares)}
      />
      <MessageField
        value={message}
        onChange={changing(setMessage)}
        error={wordsAbout(error, 'message')}
      />
      <More
        words={t`PIN, one number only, how long`}
        isOpen={pinWords !== null || wordsAbout(error, 'receiver') !== null}
      >
        <Field
          label={t`PIN`}
          name="pin"
          inputMode="numeric"
          value={pin}
          maxLength={8}
          help={t`4 to 8 digits. Tell it to them yourself, not with the link.`}
          onChange={changing((typed: string) => setPin(typed.replace(/\D/g, '')))}
          error={pinWords}
        />
        <Field
          label={t`Only for this number`}
          name="only"
          type="tel"
          inputMode="tel"
          value={only}
          onChange={changing(setOnly)}
          error={wordsAbout(error, 'receiver')}
        />
        <Chips
          label={t`The link works for`}
          value={hours}
          options={HOURS.map((value) => ({ value, words: words[value] }))}
          onChange={changing(setHours)}
        />
      </More>
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
