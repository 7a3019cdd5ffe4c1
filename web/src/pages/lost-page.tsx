import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page } from '../parts/page.tsx';

export function LostPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Page not found`} className="narrow">
      <p className="lead">
        <Trans>There is nothing at this address.</Trans>
      </p>
      <Link to="/" className="action action-main">
        <Trans>Go to the start</Trans>
      </Link>
    </Page>
  );
}
