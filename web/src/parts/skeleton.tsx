// The outline of what is being loaded, so that nothing jumps when it comes.

import { useLingui } from '@lingui/react/macro';

export function Skeleton({ lines }: { lines: number }) {
  const { t } = useLingui();
  return (
    <div className="skeleton" role="status" aria-label={t`Loading…`}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" />
      ))}
    </div>
  );
}
