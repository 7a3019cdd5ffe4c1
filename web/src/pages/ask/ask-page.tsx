// Asking for data: somebody by number, one's family, or whoever is sent an address; and what has become of
// what one asked for. Nothing here says whether a number is anybody's.

import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Address } from '../../api/links.ts';
import { ownRequestsQuery } from '../../api/requests.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { ShareAddress } from '../../parts/share-address.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { toTop } from '../../parts/to-top.ts';
import { AskForm } from './ask-form.tsx';
import { OwnRequestCard } from './own-request-card.tsx';

export function AskPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [made, setMade] = useState<{ readonly address: Address | null } | null>(null);
  return (
    <Page title={t`Ask for data`} className="narrow" back={{ to: '/', words: t`Home` }}>
      {made === null ? (
        <AskForm
          onMade={(answer) => {
            setMade(answer);
            announce(t`Asked.`);
            toTop();
            void client.invalidateQueries({ queryKey: ['requests'] });
          }}
        />
      ) : (
        <Asked address={made.address} onAgain={() => setMade(null)} />
      )}
      <OwnRequests />
    </Page>
  );
}

function Asked({ address, onAgain }: { address: Address | null; onAgain: () => void }) {
  const { t } = useLingui();
  return (
    <section className="card stack" aria-label={t`Your request`}>
      {address === null ? (
        <Notice tone="good">
          <Trans>
            Asked. If they can be reached, they have it now; you are told when they answer.
          </Trans>
        </Notice>
      ) : (
        <>
          <p className="lead centred">
            <Trans>Send this address to whom you want to ask.</Trans>
          </p>
          <ShareAddress
            address={address}
            words={t`Could you spare me some mobile data?`}
            qrWords={t`QR code of the request`}
            warning={t`Whoever has this address sees that you ask, and your masked name.`}
          />
        </>
      )}
      <Action look="quiet" onPress={onAgain}>
        <Trans>Ask again</Trans>
      </Action>
    </section>
  );
}

function OwnRequests() {
  const requests = useInfiniteQuery(ownRequestsQuery);
  const shown = requests.data?.pages.flatMap((page) => page.requests) ?? [];
  if (requests.isPending) return <Skeleton lines={2} />;
  if (requests.isError)
    return <Failure error={requests.error} onRetry={() => void requests.refetch()} />;
  if (shown.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="asked-heading">
      <h2 id="asked-heading">
        <Trans>What you have asked for</Trans>
      </h2>
      {shown.map((request) => (
        <OwnRequestCard key={request.id} request={request} />
      ))}
      {requests.hasNextPage && (
        <Action
          look="quiet"
          isPending={requests.isFetchingNextPage}
          onPress={() => void requests.fetchNextPage()}
        >
          <Trans>Show older ones</Trans>
        </Action>
      )}
    </section>
  );
}
