// The words that came with a received gift, if any did, and shutting their writer out.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { block } from '../../api/people.ts';
import { messageQuery } from '../../api/queries.ts';
import type { Gift } from '../../api/types.ts';
import { Ask } from '../../parts/ask.tsx';
import { announce } from '../../parts/announcer.tsx';
import { MessageCard } from '../message/message-card.tsx';

export function GiftMessage({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const client = useQueryClient();
  // Most gifts come without words, which is answered as "none": that is no failure to show.
  const message = useQuery(messageQuery(gift.id)).data;
  if (message === undefined) return null;
  return (
    <section className="card stack" aria-label={t`Words with the gift`}>
      <MessageCard
        message={message}
        onChange={(changed) => client.setQueryData(messageQuery(gift.id).queryKey, changed)}
      />
      <div className="side-by-side not-printed">
        <Ask
          words={t`Block whoever sent it`}
          question={t`Block whoever sent this?`}
          yes={t`Block`}
          no={t`Not now`}
          act={() => block('blocked', { giftId: gift.id })}
          onDone={() => {
            announce(t`Blocked.`);
            void client.invalidateQueries({ queryKey: ['blocks'] });
          }}
        >
          <Trans>They can no longer find you, give to you or ask you. They are not told.</Trans>
        </Ask>
      </div>
    </section>
  );
}
