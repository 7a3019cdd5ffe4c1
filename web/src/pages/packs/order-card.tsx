// A pack that was bought, by or for this line, and what can still be done about it.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerPack, cancelPack } from '../../api/packs.ts';
import type { PackOrder } from '../../api/packs.ts';
import { newIntentKey } from '../../api/request.ts';
import { exactOctets } from '../../format/octets.ts';
import { happened } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Cost } from '../../parts/cost.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { useNow } from '../../parts/use-now.ts';

const STATES: Readonly<Record<PackOrder['state'], MessageDescriptor>> = {
  asked: msg`Being bought`,
  offered: msg`Waiting to be accepted`,
  delivering: msg`On its way`,
  delivered: msg`Delivered`,
  refunding: msg`Being paid back`,
  refunded: msg`Paid back`,
  not_paid: msg`Not paid`,
};

const TONES: Readonly<Record<PackOrder['state'], string>> = {
  asked: 'tag-moving',
  offered: 'tag-moving',
  delivering: 'tag-moving',
  delivered: '',
  refunding: 'tag-moving',
  refunded: 'tag-ended',
  not_paid: 'tag-ended',
};

export function OrderCard({ order }: { order: PackOrder }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const now = useNow();
  const client = useQueryClient();
  const reload = (): void => {
    for (const queryKey of [['packs'], ['balance']]) void client.invalidateQueries({ queryKey });
  };
  const answering = useMutation({
    mutationFn: (accepts: boolean) => answerPack(order.id, accepts, newIntentKey()),
    onSettled: reload,
  });
  const amount = exactOctets(order.octets, locale);
  const name = <MaskedName name={order.other.maskedName} />;
  return (
    <article className="card stack" aria-label={t`Pack of ${amount}`}>
      <div className="bucket-head">
        <h3>
          {order.direction === 'bought' ? (
            <Trans>
              {amount} for {name}
            </Trans>
          ) : (
            <Trans>
              {amount} from {name}
            </Trans>
          )}
        </h3>
        <span className={`tag ${TONES[order.state]}`}>{t(STATES[order.state])}</span>
      </div>
      <p className="soft">
        <span className="receipt-number">{order.receipt}</span>
        {' · '}
        {happened(order.askedAt, now, locale, timeZone)}
        {order.priceCents !== null && (
          <>
            {' · '}
            <Cost cents={order.priceCents} />
          </>
        )}
      </p>
      {answering.isError && (
        <Notice tone="wrong">
          <FailureWords error={answering.error} />
        </Notice>
      )}
      {order.canAnswer && (
        <div className="side-by-side">
          <Action isPending={answering.isPending} onPress={() => answering.mutate(true)}>
            <Trans>Accept</Trans>
          </Action>
          <Action
            look="quiet"
            isPending={answering.isPending}
            onPress={() => answering.mutate(false)}
          >
            <Trans>No, thank you</Trans>
          </Action>
        </div>
      )}
      {order.canCancel && (
        <div className="side-by-side">
          <Ask
            words={t`Take it back`}
            question={t`Take this pack back?`}
            yes={t`Take it back`}
            no={t`Leave it`}
            act={(key) => cancelPack(order.id, key)}
            onDone={reload}
          >
            <Trans>They can no longer accept it, and you get the money back.</Trans>
          </Ask>
        </div>
      )}
    </article>
  );
}
