// Gives to whom or what the page is about (who asked, a pool, a tank): how much, exactly what that is, and
// the button. The preview is that of any gift, so that none of its rules is hidden.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Shown, Subject } from '../../api/proofs.ts';
import { giftPolicyQuery, giftQuery } from '../../api/queries.ts';
import type { Gift, GiftPolicy, Preview } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { AmountField } from './amount-field.tsx';
import { useAmount } from './amount.ts';
import { CannotGive } from './cannot-give.tsx';
import { PreviewCard } from './preview-card.tsx';
import { wordsAbout } from './refusals.ts';
import { Prove } from '../prove/prove.tsx';

type GiveItProps = {
  readonly preview: (octets: number) => Promise<Preview>;
  readonly send: (octets: number, shown: Shown, intentKey: string) => Promise<Gift>;
  /** What a code or a guardian's word would be for. */
  readonly subject: (octets: number) => Subject;
  /** Into a pool or a tank rather than to a person. */
  readonly isPutIn?: boolean;
  /** What the amount begins with. */
  readonly firstOctets?: number;
  /** The queries that it changes, besides those of every gift. */
  readonly changes: string;
};

export function GiveIt(props: GiveItProps) {
  const policy = useQuery(giftPolicyQuery).data;
  const [octets, setOctets] = useState<number | null>(null);
  const previewing = useMutation({
    mutationFn: props.preview,
    onSuccess: (_, asked) => setOctets(asked),
  });
  if (policy === undefined) return <Skeleton lines={3} />;
  if (octets !== null && previewing.data !== undefined)
    return (
      <Check {...props} octets={octets} preview={previewing.data} onBack={() => setOctets(null)} />
    );
  return (
    <>
      <CannotGive policy={policy} />
      <AmountForm
        policy={policy}
        {...(props.firstOctets === undefined ? {} : { firstOctets: props.firstOctets })}
        error={previewing.error}
        isPending={previewing.isPending}
        onChange={() => previewing.isError && previewing.reset()}
        onAsk={(asked) => previewing.mutate(asked)}
      />
    </>
  );
}

type AmountFormProps = {
  readonly policy: GiftPolicy;
  readonly firstOctets?: number;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChange: () => void;
  readonly onAsk: (octets: number) => void;
};

function AmountForm(props: AmountFormProps) {
  const { policy, error, isPending, onChange, onAsk } = props;
  const { t } = useLingui();
  const { amount, octets, change } = useAmount(props.firstOctets);
  const [isAsked, setAsked] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const amountWords = wordsAbout(error, 'amount');
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (octets === null) input.current?.focus();
    else if (!isPending) onAsk(octets);
  };
  return (
    <form className="stack form-card" onSubmit={ask} noValidate>
      <AmountField
        draft={amount}
        policy={policy}
        inputRef={input}
        onChange={(to) => {
          change(to);
          setAsked(false);
          onChange();
        }}
        error={isAsked && octets === null ? t`Type an amount, such as 1.5.` : amountWords}
      />
      {error !== null && amountWords === null && (
        <Notice tone="wrong">
          <FailureWords error={error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={isPending}>
        <Trans>Preview</Trans>
      </Action>
    </form>
  );
}

type CheckProps = Omit<GiveItProps, 'preview'> & {
  readonly octets: number;
  readonly preview: Preview;
  readonly onBack: () => void;
};

function Check({ octets, preview, subject, send, changes, isPutIn, onBack }: CheckProps) {
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const amount = exactOctets(preview.octets, locale);
  const name = preview.receiver.maskedName;
  return (
    <>
      <PreviewCard preview={preview} isPutIn={isPutIn ?? false} takesFocus />
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      <Prove steps={preview.toShow} subject={subject(octets)}>
        {(shown, onRefused) => (
          <Confirm
            send={(key) => send(octets, shown, key)}
            onRefused={onRefused}
            onDone={(gift) => {
              client.setQueryData(giftQuery(gift.id).queryKey, gift);
              for (const queryKey of [['gifts'], ['balance'], ['gift-policy'], [changes]])
                void client.invalidateQueries({ queryKey });
              return navigate({
                to: '/gifts/$giftId',
                params: { giftId: gift.id },
                search: { sent: true },
              });
            }}
          >
            {isPutIn === true ? (
              <Trans>Put {amount} in</Trans>
            ) : (
              <Trans>
                Give {amount} to {name}
              </Trans>
            )}
          </Confirm>
        )}
      </Prove>
    </>
  );
}
