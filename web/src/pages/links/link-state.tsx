import { Trans } from '@lingui/react/macro';
import type { GiftLink } from '../../api/links.ts';

/** What has become of a link, in a few words. */
export function LinkState({ link }: { link: GiftLink }) {
  const taken = link.claims.length;
  if (link.state === 'making') return <Trans>Being made</Trans>;
  if (link.state === 'open')
    return taken === 0 ? (
      <Trans>Waiting to be opened</Trans>
    ) : (
      <Trans>
        {taken} of {link.shares} taken
      </Trans>
    );
  if (link.reason === 'all_claimed') return <Trans>All taken</Trans>;
  if (link.reason === 'expired') return <Trans>Over: what was left came back</Trans>;
  return <Trans>Taken back</Trans>;
}
