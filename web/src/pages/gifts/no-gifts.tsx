import { Trans } from '@lingui/react/macro';

export function NoGifts() {
  return (
    <div className="empty">
      <span className="empty-ripple" aria-hidden="true" />
      <p>
        <Trans>No gifts yet. What you give and what you are given shows up here.</Trans>
      </p>
    </div>
  );
}
