import type { UseQueryResult } from '@tanstack/react-query';
import { Failure } from './notice.tsx';
import { Skeleton } from './skeleton.tsx';

/** What is shown of something that is asked for, until it is there: lines to come, or why they do not. */
export function WhileWaiting({ on, lines }: { on: UseQueryResult; lines: number }) {
  if (on.isPending) return <Skeleton lines={lines} />;
  if (on.isError && on.data === undefined)
    return <Failure error={on.error} onRetry={() => void on.refetch()} />;
  return null;
}
