import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { Problem } from '../../api/problem.ts';
import { lineQuery } from '../../api/queries.ts';
import { PEOPLE_AT_ONCE } from '../../api/together.ts';
import type { TogetherOrder } from '../../api/together.ts';
import type { GiftPolicy } from '../../api/types.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { ContactChips } from '../../parts/contact-chips.tsx';
import { Field } from '../../parts/field.tsx';
import { MessageField } from '../../parts/message-field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { AmountField } from '../give/amount-field.tsx';
import { useAmount } from '../give/amount.ts';
import { concernOf, wordsAbout } from '../give/refusals.ts';

type TogetherFormProps = {
  readonly policy: GiftPolicy;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChange: () => void;
  readonly onAsk: (order: TogetherOrder) => void;
};

/** Which of the people a refusal is about, when it is about one of them. */
const personOf = (error: Error | null): number | null => {
  const index = error instanceof Problem ? error.facts['index'] : undefined;
  return typeof index === 'number' ? index : null;
};

export function TogetherForm({ policy, error, isPending, onChange, onAsk }: TogetherFormProps) {
  const { t } = useLingui();
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const { amount, octets, change } = useAmount();
  const [numbers, setNumbers] = useState<readonly string[]>(['', '']);
  const [message, setMessage] = useState('');
  const [isAsked, setAsked] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // The server counts those that were sent; rows left empty were not.
  const named = numbers.flatMap((number, row) => (number.trim() === '' ? [] : [row]));
  const refusedPerson = personOf(error);
  const refusedRow = refusedPerson === null ? undefined : named[refusedPerson];
  const isElsewhere =
    error !== null &&
    refusedRow === undefined &&
    (!(error instanceof Problem) || concernOf(error.code) === 'gift');

  const changed = (): void => {
    setAsked(false);
    onChange();
  };
  const write = (row: number, number: string): void => {
    setNumbers(numbers.map((known, each) => (each === row ? number : known)));
    changed();
  };
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (isPending) return;
    setAsked(true);
    if (octets === null) return input.current?.focus();
    if (named.length === 0) return;
    onAsk({
      people: named.map((row) => ({ toMsisdn: (numbers[row] ?? '').trim(), octets })),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    });
  };

  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      {numbers.map((number, row) => (
        <Field
          // Rows are only ever added at the end.
          key={row}
          label={t`Number of person ${row + 1}`}
          name={`to-${row + 1}`}
          type="tel"
          inputMode="tel"
          value={number}
          onChange={(typed) => write(row, groupAsTyped(typed, number, true, country))}
          error={
            refusedRow === row
              ? (error?.message ?? null)
              : isAsked && named.length === 0 && row === 0
                ? t`Type the number of the receiver.`
                : null
          }
        />
      ))}
      <ContactChips
        onPick={(picked) => {
          const free = numbers.findIndex((number) => number.trim() === '');
          if (free >= 0) write(free, picked);
          else if (numbers.length < PEOPLE_AT_ONCE) {
            setNumbers([...numbers, picked]);
            changed();
          }
        }}
      />
      {numbers.length < PEOPLE_AT_ONCE && (
        <Action look="quiet" onPress={() => setNumbers([...numbers, ''])}>
          <Trans>One more person</Trans>
        </Action>
      )}
      <AmountField
        draft={amount}
        policy={policy}
        onChange={(to) => {
          change(to);
          changed();
        }}
        inputRef={input}
        label={t`How much for each`}
        error={
          isAsked && octets === null
            ? t`Type an amount, such as 1.5.`
            : refusedRow === undefined
              ? wordsAbout(error, 'amount')
              : null
        }
      />
      <MessageField
        value={message}
        onChange={(words) => {
          setMessage(words);
          changed();
        }}
        error={wordsAbout(error, 'message')}
      />
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
