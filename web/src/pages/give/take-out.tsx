// Takes data out of something shared. What can be had now bounds the slider; the server has the last word.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { newIntentKey } from '../../api/request.ts';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { AmountField } from './amount-field.tsx';
import { useAmount } from './amount.ts';

type TakeOutProps = {
  readonly mostOctets: number;
  readonly stepOctets: number;
  readonly send: (octets: number, intentKey: string) => Promise<Gift>;
  readonly changes: string;
};

export function TakeOut({ mostOctets, stepOctets, send, changes }: TakeOutProps) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const { amount, octets, change } = useAmount();
  const [isAsked, setAsked] = useState(false);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const input = useRef<HTMLInputElement>(null);
  const taking = useMutation({
    mutationFn: (asked: number) => send(asked, intentKey),
    onSuccess: (gift) => {
      setIntentKey(newIntentKey());
      announce(t`${exactOctets(gift.octets, locale)} is yours to use.`);
      for (const queryKey of [['gifts'], ['balance'], [changes]])
        void client.invalidateQueries({ queryKey });
    },
  });
  const taken = taking.data === undefined ? null : exactOctets(taking.data.octets, locale);
  const take = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (octets === null) input.current?.focus();
    else if (!taking.isPending) taking.mutate(octets);
  };
  return (
    <form className="stack form-card" onSubmit={take} noValidate>
      <AmountField
        draft={amount}
        policy={{
          minimumOctets: stepOctets,
          maximumOctets: mostOctets,
          stepOctets,
          givableOctets: mostOctets,
        }}
        inputRef={input}
        onChange={(to) => {
          change(to);
          setAsked(false);
          setIntentKey(newIntentKey());
          taking.reset();
        }}
        error={isAsked && octets === null ? t`Type an amount, such as 1.5.` : null}
      />
      {taking.isError && (
        <Notice tone="wrong">
          <FailureWords error={taking.error} />
        </Notice>
      )}
      {taken !== null && (
        <Notice tone="good">
          <Trans>{taken} is yours to use.</Trans>
        </Notice>
      )}
      <Action type="submit" look="gift" wide isPending={taking.isPending}>
        <Trans>Take it</Trans>
      </Action>
    </form>
  );
}
