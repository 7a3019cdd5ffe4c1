// Whom and how much. The limits stand here before anything is sent; the server has the last word,
// and says it by the field concerned.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { previewGift } from '../../api/calls.ts';
import { Problem } from '../../api/problem.ts';
import { giftPolicyQuery, lineQuery, previewQuery } from '../../api/queries.ts';
import type { GiftOrder } from '../../api/types.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { ContactChips } from '../../parts/contact-chips.tsx';
import { Field } from '../../parts/field.tsx';
import { MessageField } from '../../parts/message-field.tsx';
import { More } from '../../parts/more.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { AmountField } from './amount-field.tsx';
import { CannotGive } from './cannot-give.tsx';
import { changeDraft, orderOf, useDraft } from './draft.ts';
import { Limits } from './limits.tsx';
import { concernOf, wordsAbout } from './refusals.ts';

export function GivePage() {
  const { t } = useLingui();
  const policy = useQuery(giftPolicyQuery);
  return (
    <Page title={t`Give data`} className="narrow">
      {policy.isPending && <Skeleton lines={5} />}
      {policy.isError && policy.data === undefined && (
        <Failure error={policy.error} onRetry={() => void policy.refetch()} />
      )}
      {policy.data !== undefined && (
        <>
          <CannotGive policy={policy.data} />
          <GiveForm />
          <Link to="/ways" className="action action-quiet action-wide">
            <Trans>More ways to give</Trans>
          </Link>
          <Limits policy={policy.data} />
        </>
      )}
    </Page>
  );
}

function GiveForm() {
  const { t } = useLingui();
  const draft = useDraft();
  const client = useQueryClient();
  const navigate = useNavigate();
  const policy = useQuery(giftPolicyQuery).data;
  const ownMsisdn = useQuery(lineQuery).data?.msisdn ?? '';
  const receiver = useRef<HTMLInputElement>(null);
  const amount = useRef<HTMLInputElement>(null);
  const [isAsked, setAsked] = useState(false);

  const previewing = useMutation({
    mutationFn: (order: GiftOrder) => previewGift(order),
    onSuccess: (preview, order) => {
      client.setQueryData(previewQuery(order).queryKey, preview);
      return navigate({ to: '/give/review' });
    },
    onError: (error) => {
      if (!(error instanceof Problem)) return;
      (concernOf(error.code) === 'amount' ? amount : receiver).current?.focus();
    },
  });
  const change = (changes: Parameters<typeof changeDraft>[0]): void => {
    changeDraft(changes);
    setAsked(false);
    if (previewing.isError) previewing.reset();
  };
  const order = orderOf(draft);
  const missingReceiver = isAsked && draft.to.trim() === '';
  const missingAmount = isAsked && orderOf({ ...draft, to: '0' }) === null;

  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (previewing.isPending) return;
    setAsked(true);
    if (order !== null) previewing.mutate(order);
    else (draft.to.trim() === '' ? receiver : amount).current?.focus();
  };
  if (policy === undefined) return null;
  return (
    <form className="stack card form-card" onSubmit={ask} noValidate>
      <Field
        label={t`To whom`}
        name="to"
        type="tel"
        inputMode="tel"
        value={draft.to}
        inputRef={receiver}
        help={t`The mobile number of somebody you know.`}
        onChange={(typed) => {
          const caretAtEnd = receiver.current?.selectionStart === typed.length;
          change({ to: groupAsTyped(typed, draft.to, caretAtEnd, countryOf(ownMsisdn)) });
        }}
        error={
          missingReceiver
            ? t`Type the number of the receiver.`
            : wordsAbout(previewing.error, 'receiver')
        }
      />
      <ContactChips onPick={(to) => change({ to })} />
      <AmountField
        draft={draft}
        policy={policy}
        onChange={change}
        inputRef={amount}
        error={
          missingAmount ? t`Type an amount, such as 1.5.` : wordsAbout(previewing.error, 'amount')
        }
      />
      <More words={t`Add a few words`} isOpen={draft.message !== ''}>
        <MessageField value={draft.message} onChange={(message) => change({ message })} />
      </More>
      {previewing.error !== null && isAboutGift(previewing.error) && (
        <Notice tone="wrong">
          <FailureWords error={previewing.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={previewing.isPending}>
        <Trans>Preview</Trans>
      </Action>
      <p className="soft centred">
        <Trans>Nothing is sent yet.</Trans>
      </p>
    </form>
  );
}

const isAboutGift = (error: Error): boolean =>
  !(error instanceof Problem) || concernOf(error.code) === 'gift';
