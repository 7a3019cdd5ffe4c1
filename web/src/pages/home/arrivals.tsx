// The moment a gift arrives, on whatever page one is: shown, and said aloud once.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { recentGiftsQuery } from '../../api/queries.ts';
import type { Gift } from '../../api/types.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { announce } from '../../parts/announcer.tsx';
import { CloseIcon } from '../../parts/icons.tsx';
import { MaskedName } from '../../parts/masked.tsx';
import { DeclineButton } from '../gifts/decline-button.tsx';
import { newArrivals } from './new-arrivals.ts';

export function Arrivals({ msisdn }: { msisdn: string }) {
  const gifts = useQuery(recentGiftsQuery).data?.gifts;
  const [arrivedIds, setArrivedIds] = useState<readonly string[]>([]);
  const arrived = arrivedIds.map((id) => gifts?.find((gift) => gift.id === id));

  useEffect(() => {
    if (gifts === undefined) return;
    const fresh = newArrivals(msisdn, gifts).map((gift) => gift.id);
    if (fresh.length > 0) setArrivedIds((known) => [...fresh, ...known]);
  }, [gifts, msisdn]);

  return (
    <div className="arrivals">
      {arrived.map(
        (gift) =>
          gift?.state === 'delivered' && (
            <Arrival
              key={gift.id}
              gift={gift}
              onClose={() => setArrivedIds((known) => known.filter((id) => id !== gift.id))}
            />
          ),
      )}
    </div>
  );
}

function Arrival({ gift, onClose }: { gift: Gift; onClose: () => void }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const amount = exactOctets(gift.octets, locale);
  const giver = gift.other.maskedName;
  const heardName = giver.replace(/•+/g, '…');
  const words = t`${heardName} has given you ${amount}.`;
  useEffect(() => announce(words), [words]);
  return (
    <section className="arrival" aria-label={t`A gift has arrived`}>
      <span className="arrival-ripples" aria-hidden="true" />
      <p className="arrival-words">
        <Trans>
          <MaskedName name={giver} /> has given you <strong>{amount}</strong>
        </Trans>
      </p>
      <p className="soft">
        <Trans>It is here already: nothing to do, nothing to pay.</Trans>
      </p>
      <div className="side-by-side">
        <Link
          className="action action-quiet"
          to="/gifts/$giftId"
          params={{ giftId: gift.id }}
          onClick={onClose}
        >
          <Trans>See the gift</Trans>
        </Link>
        {gift.canDecline && <DeclineButton gift={gift} />}
      </div>
      <Button className="close" aria-label={t`Close`} onPress={onClose}>
        <CloseIcon />
      </Button>
    </section>
  );
}
