import { useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';

/** Stands in for a page when the server or a part of the app cannot be fetched. */
export function CannotLoad({ error }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  return (
    <Page title={t`One moment`} className="narrow">
      <Failure error={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}
