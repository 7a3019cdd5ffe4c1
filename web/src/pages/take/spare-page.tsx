// What the address of a request opens: the request becomes one of those that this line is asked, and is
// answered as any of them.

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isSignedOut, Problem } from '../../api/problem.ts';
import { lineQuery } from '../../api/queries.ts';
import { openRequest } from '../../api/requests.ts';
import { Failure, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { useSecret } from '../../parts/secret.ts';
import { SignInFirst } from '../../parts/sign-in-first.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';

export function SparePage() {
  const { t } = useLingui();
  const token = useSecret('spare');
  const line = useQuery(lineQuery);
  return (
    <Page title={t`Could you spare some?`} className="narrow">
      {token === null && (
        <Notice tone="hint">
          <Trans>This address is not complete. Open the whole link that you were sent.</Trans>
        </Notice>
      )}
      {token !== null && line.isPending && <Skeleton lines={5} />}
      {token !== null && line.isError && !isSignedOut(line.error) && (
        <Failure error={line.error} onRetry={() => void line.refetch()} />
      )}
      {token !== null && line.isError && isSignedOut(line.error) && (
        <SignInFirst back="/spare">
          <Trans>Somebody is short of mobile data and asks you for some.</Trans>
        </SignInFirst>
      )}
      {token !== null && line.data !== undefined && <Opened token={token} />}
    </Page>
  );
}

function Opened({ token }: { token: string }) {
  const client = useQueryClient();
  const opened = useQuery({
    queryKey: ['opened-request', token],
    queryFn: () => openRequest(token),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const isOpened = opened.isSuccess;
  useEffect(() => {
    if (isOpened) void client.invalidateQueries({ queryKey: ['requests'] });
  }, [isOpened, client]);
  if (opened.data !== undefined)
    return <Navigate to="/asked/$requestId" params={{ requestId: opened.data.id }} replace />;
  if (opened.error instanceof Problem) return <Notice tone="wrong">{opened.error.message}</Notice>;
  if (opened.isError) return <Failure error={opened.error} onRetry={() => void opened.refetch()} />;
  return <Skeleton lines={5} />;
}
