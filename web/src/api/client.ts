// The cache of what the server said, and what to do when it says that nobody is signed in.

import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, Problem } from './problem.ts';

const RETRIES = 2;

/** Refusals stay refusals; only a call that got no answer is worth making again. */
const worthRetrying = (failures: number, error: Error): boolean =>
  failures < RETRIES && !(error instanceof Problem);

export function newQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error): void => {
    if (isSignedOut(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 10_000 },
      // Safe for writes too: each carries its intent's key, so the server does it once.
      mutations: { retry: worthRetrying, networkMode: 'always' },
    },
  });
}
