// Something the page has to say beside its subject: a refusal, a hint, a failure to reach the server.

import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { Action } from './action.tsx';

type NoticeProps = { readonly tone: 'wrong' | 'hint' | 'good'; readonly children: ReactNode };

/** A refusal interrupts whoever listens; a hint waits to be read. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'wrong' ? 'alert' : undefined}>
      {children}
    </div>
  );
}

type FailureProps = { readonly error: unknown; readonly onRetry: () => void };

/** Stands where something could not be loaded, and tries again. */
export function Failure({ error, onRetry }: FailureProps) {
  return (
    <div className="failure" role="alert">
      <p>
        <FailureWords error={error} />
      </p>
      <Action look="quiet" onPress={onRetry}>
        <Trans>Try again</Trans>
      </Action>
    </div>
  );
}

/** The server's own words if it gave any. */
export function FailureWords({ error }: { error: unknown }) {
  if (error instanceof Problem) return error.message;
  if (!navigator.onLine) return <Trans>You are offline. Your data is safe where it is.</Trans>;
  return <Trans>Largesse cannot be reached right now. Nothing has been lost.</Trans>;
}
