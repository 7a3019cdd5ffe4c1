// What somebody asks of this line, in short, on the home page: to look at, or to put aside.

import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReceivedRequest } from '../../api/requests.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { MaskedName } from '../../parts/masked.tsx';

export function AskedCard({ request }: { request: ReceivedRequest }) {
  const { t } = useLingui();
  const { locale } = useReading();
  const amount = exactOctets(request.octets, locale);
  return (
    <article className="waiting" aria-label={t`A request for ${amount}`}>
      <p className="arrival-words">
        <Trans>
          <MaskedName name={request.from.maskedName} /> asks you for <strong>{amount}</strong>
        </Trans>
      </p>
      <Link
        className="action action-quiet"
        to="/asked/$requestId"
        params={{ requestId: request.id }}
      >
        <Trans>Answer</Trans>
      </Link>
    </article>
  );
}
