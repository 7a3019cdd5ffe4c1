// Answers a request: give, say no, or say nothing. Whoever it bothers can be muted or blocked from here;
// they are told of neither.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { block } from '../../api/people.ts';
import {
  answerNo,
  giveOnRequest,
  previewAnswer,
  receivedRequestsQuery,
} from '../../api/requests.ts';
import type { Message, ReceivedRequest } from '../../api/requests.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { MaskedName, MaskedNumber } from '../../parts/masked.tsx';
import { More } from '../../parts/more.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';
import { GiveIt } from '../give/give-it.tsx';
import { MessageCard } from '../message/message-card.tsx';

const route = getRouteApi('/signed-in/asked/$requestId');

export function AnswerPage() {
  const { t } = useLingui();
  const { requestId } = route.useParams();
  const requests = useQuery(receivedRequestsQuery);
  const request = requests.data?.find(({ id }) => id === requestId);
  return (
    <Page title={t`Could you spare some?`} className="narrow" back={{ to: '/', words: t`Home` }}>
      {requests.isPending && <Skeleton lines={5} />}
      {requests.isError && requests.data === undefined && (
        <Failure error={requests.error} onRetry={() => void requests.refetch()} />
      )}
      {requests.data !== undefined && request === undefined && (
        <Notice tone="hint">
          <Trans>This request is over.</Trans>
        </Notice>
      )}
      {request !== undefined && <Answer request={request} />}
    </Page>
  );
}

function Answer({ request }: { request: ReceivedRequest }) {
  const { locale } = useReading();
  const client = useQueryClient();
  const { from, relation, message } = request;
  const changeMessage = (changed: Message): void => {
    client.setQueryData(receivedRequestsQuery.queryKey, (known) =>
      known?.map((each) => (each.id === request.id ? { ...each, message: changed } : each)),
    );
  };
  return (
    <>
      <section className="card gift-hero">
        <p className="preview-receiver">
          <strong>
            <MaskedName name={from.maskedName} />
          </strong>
          <MaskedNumber number={from.maskedMsisdn} />
          <span className="soft">
            {relation === 'stranger' ? (
              <Trans>whom you have not saved, asks you for</Trans>
            ) : (
              <Trans>asks you for</Trans>
            )}
          </span>
        </p>
        <p className="gift-amount">{exactOctets(request.octets, locale)}</p>
        {message !== null && <MessageCard message={message} onChange={changeMessage} />}
        {request.state === 'open' && (
          <p className="soft">
            <Trans>
              The request stands <Until iso={request.expiresAt} />
            </Trans>
          </p>
        )}
      </section>
      {request.state === 'open' ? <WhatNow request={request} /> : <Over request={request} />}
      <ShutOut request={request} />
    </>
  );
}

function Over({ request }: { request: ReceivedRequest }) {
  if (request.giftId !== null)
    return (
      <Link
        to="/gifts/$giftId"
        params={{ giftId: request.giftId }}
        className="action action-quiet action-wide"
      >
        <Trans>See the gift</Trans>
      </Link>
    );
  return (
    <Notice tone="hint">
      {request.state === 'declined' ? (
        <Trans>You have said no.</Trans>
      ) : (
        <Trans>This request is over.</Trans>
      )}
    </Notice>
  );
}

function WhatNow({ request }: { request: ReceivedRequest }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const answering = useMutation({
    mutationFn: (how: 'decline' | 'ignore') => answerNo(request.id, how),
    onSuccess: (_, how) => {
      void client.invalidateQueries({ queryKey: ['requests'] });
      if (how === 'decline') announce(t`They are told that you cannot.`);
      return navigate({ to: '/' });
    },
  });
  return (
    <>
      <section className="card more-card">
        <More words={t`Give some`} isOpen>
          <GiveIt
            firstOctets={request.octets}
            preview={(octets) => previewAnswer(request.id, octets)}
            send={(octets, shown) => giveOnRequest(request.id, octets, shown)}
            subject={(octets) => ({ kind: 'request', requestId: request.id, octets })}
            changes="requests"
          />
        </More>
      </section>
      {answering.isError && (
        <Notice tone="wrong">
          <FailureWords error={answering.error} />
        </Notice>
      )}
      <div className="side-by-side">
        <Action
          look="quiet"
          isPending={answering.isPending}
          onPress={() => answering.mutate('decline')}
        >
          <Trans>Say no</Trans>
        </Action>
        <Action
          look="quiet"
          isPending={answering.isPending}
          onPress={() => answering.mutate('ignore')}
        >
          <Trans>Say nothing</Trans>
        </Action>
      </div>
    </>
  );
}

function ShutOut({ request }: { request: ReceivedRequest }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const shutting = useMutation({
    mutationFn: (kind: 'muted' | 'blocked') => block(kind, { requestId: request.id }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['blocks'] });
      announce(made.kind === 'muted' ? t`Muted.` : t`Blocked.`);
    },
  });
  return (
    <More words={t`I do not want to be asked by them`}>
      <p className="soft">
        <Trans>
          Muted, they can still ask, without a sound. Blocked, they no longer find you. They are
          told of neither.
        </Trans>
      </p>
      {shutting.isError && (
        <Notice tone="wrong">
          <FailureWords error={shutting.error} />
        </Notice>
      )}
      {shutting.isSuccess && (
        <Notice tone="good">
          <Trans>Done. You can change it in the settings.</Trans>
        </Notice>
      )}
      <div className="side-by-side">
        <Action
          look="quiet"
          isPending={shutting.isPending}
          onPress={() => shutting.mutate('muted')}
        >
          <Trans>Mute them</Trans>
        </Action>
        <Action
          look="quiet"
          isPending={shutting.isPending}
          onPress={() => shutting.mutate('blocked')}
        >
          <Trans>Block them</Trans>
        </Action>
      </div>
    </More>
  );
}
