// Makes a gift link: how much, for how many, and then exactly what will be set aside. What few people
// need (a PIN, one number only, how long) stands behind one press.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { makeLink, previewLink } from '../../api/links.ts';
import type { LinkOrder, LinkPreview } from '../../api/links.ts';
import { giftPolicyQuery } from '../../api/queries.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Cost } from '../../parts/cost.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Until } from '../../parts/until.tsx';
import { toTop } from '../../parts/to-top.ts';
import { CannotGive } from '../give/cannot-give.tsx';
import { Prove } from '../prove/prove.tsx';
import { rememberAddress } from './addresses.ts';
import { LinkForm } from './link-form.tsx';

export function NewLinkPage() {
  const { t } = useLingui();
  const policy = useQuery(giftPolicyQuery);
  const [order, setOrder] = useState<LinkOrder | null>(null);
  const previewing = useMutation({
    mutationFn: previewLink,
    onSuccess: (_, asked) => {
      setOrder(asked);
      toTop();
    },
  });
  const isChecking = order !== null && previewing.data !== undefined;
  return (
    <Page
      title={isChecking ? t`Check your link` : t`Make a gift link`}
      className="narrow"
      back={{ to: '/links', words: t`Gift links` }}
    >
      {policy.isPending && <Skeleton lines={5} />}
      {policy.isError && policy.data === undefined && (
        <Failure error={policy.error} onRetry={() => void policy.refetch()} />
      )}
      {policy.data !== undefined && !isChecking && <CannotGive policy={policy.data} />}
      {/* Kept while it is not shown, so that going back finds everything as it was typed. */}
      {policy.data !== undefined && (
        <div hidden={isChecking}>
          <LinkForm
            policy={policy.data}
            error={previewing.error}
            isPending={previewing.isPending}
            onChange={() => previewing.isError && previewing.reset()}
            onAsk={(asked) => previewing.mutate(asked)}
          />
        </div>
      )}
      {isChecking && (
        <Check
          order={order}
          preview={previewing.data}
          onBack={() => {
            setOrder(null);
            toTop();
          }}
        />
      )}
    </Page>
  );
}

type CheckProps = {
  readonly order: LinkOrder;
  readonly preview: LinkPreview;
  readonly onBack: () => void;
};

function Check({ order, preview, onBack }: CheckProps) {
  const { t } = useLingui();
  const { locale } = useReading();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { shares } = preview;
  const all = exactOctets(preview.octetsEach * shares, locale);
  return (
    <>
      <section className="card preview" aria-label={t`Your link`}>
        <div className="preview-head">
          <p className="gift-amount">{exactOctets(preview.octetsEach, locale)}</p>
          <p className="preview-receiver">
            {shares === 1 ? (
              <Trans>for whoever opens it first</Trans>
            ) : (
              <Trans>each, for the first {shares} who open it</Trans>
            )}
          </p>
        </div>
        <dl className="facts">
          {shares > 1 && <Fact name={t`Set aside in all`}>{all}</Fact>}
          <Fact name={t`You keep`}>{exactOctets(preview.keepsOctets, locale)}</Fact>
          <Fact name={t`The link works`}>
            <Until iso={preview.expiresAt} />
          </Fact>
          {order.pin !== undefined && <Fact name={t`PIN`}>{order.pin}</Fact>}
          {order.toMsisdn !== undefined && <Fact name={t`Only for`}>{order.toMsisdn}</Fact>}
          {order.message !== undefined && <Fact name={t`Your words`}>{order.message}</Fact>}
          <Fact name={t`Cost`}>
            <Cost cents={preview.feeCents} />
          </Fact>
        </dl>
      </section>
      <Action look="quiet" onPress={onBack}>
        <Trans>Change something</Trans>
      </Action>
      <Prove
        steps={preview.toShow}
        subject={{
          kind: 'link',
          octetsEach: order.octetsEach,
          shares: order.shares ?? 1,
          ...(order.toMsisdn === undefined ? {} : { toMsisdn: order.toMsisdn }),
        }}
      >
        {(shown, onRefused) => (
          <Confirm
            send={(key) => makeLink(order, shown, key)}
            onRefused={onRefused}
            onDone={({ link, address }) => {
              if (address !== null) rememberAddress(link.id, address);
              for (const queryKey of [['links'], ['balance'], ['gift-policy']])
                void client.invalidateQueries({ queryKey });
              return navigate({
                to: '/links/$linkId',
                params: { linkId: link.id },
                replace: true,
              });
            }}
          >
            <Trans>Set {all} aside and make the link</Trans>
          </Confirm>
        )}
      </Prove>
    </>
  );
}
