// The same amount for several people, in three views of one page: whom and how much, the check, and what
// became of each. Going back finds everything as it was typed.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { needOf } from '../../api/proofs.ts';
import { giftPolicyQuery } from '../../api/queries.ts';
import { giveTogether, previewTogether } from '../../api/together.ts';
import type { Together, TogetherOrder, TogetherPreview } from '../../api/together.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Cost } from '../../parts/cost.tsx';
import { Fact } from '../../parts/fact.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Quote } from '../../parts/quote.tsx';
import { toTop } from '../../parts/to-top.ts';
import { WhileWaiting } from '../../parts/while-waiting.tsx';
import { GiftRow } from '../gifts/gift-row.tsx';
import { CannotGive } from '../give/cannot-give.tsx';
import { Prove } from '../prove/prove.tsx';
import { NamesStep } from './names-step.tsx';
import { TogetherForm } from './together-form.tsx';

export function TogetherPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const policy = useQuery(giftPolicyQuery);
  const [order, setOrder] = useState<TogetherOrder | null>(null);
  const [given, setGiven] = useState<Together | null>(null);
  const previewing = useMutation({
    mutationFn: previewTogether,
    onSuccess: (_, asked) => {
      setOrder(asked);
      toTop();
    },
  });
  const preview = order === null ? undefined : previewing.data;
  const goBack = (): void => {
    setOrder(null);
    toTop();
  };
  if (given !== null)
    return (
      <Page title={t`Gifts sent`} className="narrow" back={{ to: '/gifts', words: t`All gifts` }}>
        <Outcomes given={given} />
      </Page>
    );
  return (
    <Page
      title={preview === undefined ? t`Several people at once` : t`Check your gifts`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      <WhileWaiting on={policy} lines={5} />
      {policy.data !== undefined && preview === undefined && <CannotGive policy={policy.data} />}
      {policy.data !== undefined && (
        <div hidden={preview !== undefined}>
          <TogetherForm
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
          onBack={goBack}
          onGiven={(made) => {
            setGiven(made);
            for (const queryKey of [['gifts'], ['balance'], ['gift-policy']])
              void client.invalidateQueries({ queryKey });
          }}
        />
      )}
    </Page>
  );
}

type CheckProps = {
  readonly order: TogetherOrder;
  readonly preview: TogetherPreview;
  readonly onBack: () => void;
  readonly onGiven: (given: Together) => void;
};

function Check({ order, preview, onBack, onGiven }: CheckProps) {
  const { t } = useLingui();
  const { locale } = useReading();
  const all = exactOctets(preview.totalOctets, locale);
  const people = preview.people.length;
  const needsNames = preview.toShow.some(({ need }) => need === 'receiver_name');
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <>
      <section className="card stack" aria-label={t`Your gifts`}>
        <ul className="plain-list">
          {preview.people.map((person) => (
            <li key={person.receiver.maskedMsisdn + person.receiver.maskedName} className="fact">
              <span>
                <MaskedName name={person.receiver.maskedName} />{' '}
                <span className="soft">
                  <MaskedNumber number={person.receiver.maskedMsisdn} />
                </span>
              </span>
              <strong>{exactOctets(person.octets, locale)}</strong>
            </li>
          ))}
        </ul>
        {order.message !== undefined && <Quote>{order.message}</Quote>}
        <dl className="facts">
          <Fact name={t`In all`}>{all}</Fact>
          <Fact name={t`You keep`}>{exactOctets(preview.keepsOctets, locale)}</Fact>
          <Fact name={t`Cost`}>
            <Cost cents={preview.feeCents} />
          </Fact>
        </dl>
      </section>
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      {needsNames && names === null ? (
        <NamesStep preview={preview} refused={refused} onShown={setNames} />
      ) : (
        <Prove
          steps={preview.toShow.filter(({ need }) => need !== 'receiver_name')}
          subject={{ kind: 'together', people: order.people }}
        >
          {(shown, onRefused) => (
            <Confirm
              send={(key) => giveTogether(order, names ?? [], shown, key)}
              onDone={onGiven}
              onRefused={(error) => {
                onRefused(error);
                if (needOf(error) !== 'receiver_name') return;
                setRefused(error.message);
                setNames(null);
              }}
            >
              <Trans>
                Give {all} to {people} people
              </Trans>
            </Confirm>
          )}
        </Prove>
      )}
    </>
  );
}

function Outcomes({ given }: { given: Together }) {
  const refused = given.outcomes.filter(({ refusal }) => refusal !== null);
  return (
    <>
      <p className="lead">
        <Trans>Each is a gift of its own: you can undo one and leave the others.</Trans>
      </p>
      {refused.map(({ refusal }, index) => (
        // Two may be refused for the same reason.
        <Notice key={index} tone="wrong">
          {refusal?.detail}
        </Notice>
      ))}
      <ul className="card gift-list">
        {given.outcomes.map(({ gift }) => gift !== null && <GiftRow key={gift.id} gift={gift} />)}
      </ul>
      <p className="soft">
        <Trans>
          Receipt of all together: <span className="receipt-number">{given.receipt}</span>
        </Trans>
      </p>
    </>
  );
}
