import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Address } from '../../api/links.ts';
import { Problem } from '../../api/problem.ts';
import { giftPolicyQuery, lineQuery } from '../../api/queries.ts';
import { newIntentKey } from '../../api/request.ts';
import { makeRequest } from '../../api/requests.ts';
import type { RequestOrder } from '../../api/requests.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { Chips } from '../../parts/chips.tsx';
import { ContactChips } from '../../parts/contact-chips.tsx';
import { Field } from '../../parts/field.tsx';
import { MessageField } from '../../parts/message-field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { AmountField } from '../give/amount-field.tsx';
import { useAmount } from '../give/amount.ts';
import { concernOf, wordsAbout } from '../give/refusals.ts';
import { Spare } from './spare.tsx';

type AskFormProps = { readonly onMade: (made: { readonly address: Address | null }) => void };

export function AskForm({ onMade }: AskFormProps) {
  const { t } = useLingui();
  const policy = useQuery(giftPolicyQuery).data;
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const [how, setHow] = useState<RequestOrder['how']>('number');
  const [number, setNumber] = useState('');
  const { amount, octets, change } = useAmount();
  const [message, setMessage] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const amountInput = useRef<HTMLInputElement>(null);
  const numberInput = useRef<HTMLInputElement>(null);
  const asking = useMutation({
    mutationFn: (order: RequestOrder) => makeRequest(order, intentKey),
    onSuccess: onMade,
  });
  const changed = (): void => {
    setAsked(false);
    setIntentKey(newIntentKey());
    if (asking.isError) asking.reset();
  };
  const isMissing = how === 'number' && number.trim() === '';
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (asking.isPending) return;
    setAsked(true);
    if (isMissing) return numberInput.current?.focus();
    if (octets === null) return amountInput.current?.focus();
    asking.mutate({
      how,
      octets,
      ...(how === 'number' ? { toMsisdn: number.trim() } : {}),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    });
  };
  const { error } = asking;
  const isElsewhere =
    error !== null && (!(error instanceof Problem) || concernOf(error.code) === 'gift');
  if (policy === undefined) return <Skeleton lines={5} />;
  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      <Chips
        label={t`Whom to ask`}
        value={how}
        options={[
          { value: 'number', words: t`Somebody I know` },
          { value: 'family', words: t`My family` },
          { value: 'link', words: t`By an address I send` },
        ]}
        onChange={(chosen) => {
          setHow(chosen);
          changed();
        }}
      />
      {how === 'number' && (
        <>
          <Field
            label={t`Their number`}
            name="to"
            type="tel"
            inputMode="tel"
            value={number}
            inputRef={numberInput}
            onChange={(typed) => {
              setNumber(groupAsTyped(typed, number, true, country));
              changed();
            }}
            error={isAsked && isMissing ? t`Type a number.` : wordsAbout(error, 'receiver')}
          />
          <ContactChips
            onPick={(picked) => {
              setNumber(picked);
              changed();
            }}
          />
          <Spare number={number} />
        </>
      )}
      <AmountField
        draft={amount}
        // What one has oneself does not bound what one may ask for.
        policy={{ ...policy, givableOctets: policy.maximumOctets }}
        inputRef={amountInput}
        onChange={(to) => {
          change(to);
          changed();
        }}
        error={
          isAsked && octets === null ? t`Type an amount, such as 1.5.` : wordsAbout(error, 'amount')
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
      <Action type="submit" wide isPending={asking.isPending}>
        <Trans>Ask</Trans>
      </Action>
    </form>
  );
}
