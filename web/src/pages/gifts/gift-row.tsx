// One gift in a list. The whole row leads to its receipt; while it can be undone, the ring and the
// button stand in it.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { happened } from '../../format/time.ts';
import { useReading } from '../../language/use-reading.ts';
import { CountdownRing } from '../../parts/countdown-ring.tsx';
import { GivenIcon, ReceivedIcon } from '../../parts/icons.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { useNow } from '../../parts/use-now.ts';
import { stateTone } from './gift-tone.ts';
import { stateWords } from './gift-words.ts';
import { UndoButton } from './undo-button.tsx';

export function GiftRow({ gift }: { gift: Gift }) {
  const { t } = useLingui();
  const { locale, timeZone } = useReading();
  const now = useNow();
  const client = useQueryClient();
  const amount = exactOctets(gift.octets, locale);
  const given = gift.direction === 'given';
  const name = <MaskedName name={gift.other.maskedName} />;
  return (
    <li className={`gift-row gift-${stateTone(gift)}`}>
      <span className={`gift-arrow ${given ? 'gift-out' : 'gift-in'}`}>
        {given ? <GivenIcon /> : <ReceivedIcon />}
      </span>
      <span className="gift-text">
        <Link className="gift-link" to="/gifts/$giftId" params={{ giftId: gift.id }}>
          <strong className="nowrap">{amount}</strong>{' '}
          {given ? <Trans>to {name}</Trans> : <Trans>from {name}</Trans>}
        </Link>
        <span className="gift-state">
          {t(stateWords(gift))}
          <span aria-hidden="true"> · </span>
          <time dateTime={gift.askedAt}>
            {happened(gift.deliveredAt ?? gift.askedAt, now, locale, timeZone)}
          </time>
        </span>
      </span>
      {gift.canUndo && gift.undoUntil !== null && (
        <span className="gift-undo">
          <CountdownRing
            size="small"
            from={gift.askedAt}
            until={gift.undoUntil}
            onOver={() => void client.invalidateQueries({ queryKey: ['gifts'] })}
          />
          <UndoButton gift={gift} />
        </span>
      )}
    </li>
  );
}
