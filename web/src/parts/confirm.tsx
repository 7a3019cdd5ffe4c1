// The button that makes it happen: once, however often it is pressed or has to be sent.

import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { isSignedOut, Problem } from '../api/problem.ts';
import { newIntentKey } from '../api/request.ts';
import { Action } from './action.tsx';
import { FailureWords, Notice } from './notice.tsx';

type ConfirmProps<Answer> = {
  /** The words on the button. */
  readonly children: ReactNode;
  readonly look?: 'main' | 'gift' | 'danger';
  readonly send: (intentKey: string) => Promise<Answer>;
  readonly onDone: (answer: Answer) => unknown;
  /** Told of a refusal, which may be better answered elsewhere on the page. */
  readonly onRefused?: (error: Error) => void;
  /** A key that was made before and outlives the page; else one is made here. */
  readonly intent?: { readonly key: string; readonly renew: () => void };
};

export function Confirm<Answer>(props: ConfirmProps<Answer>) {
  const { children, look, send, onDone, onRefused, intent } = props;
  const [ownKey, setOwnKey] = useState(newIntentKey);
  // The second press of a double click comes before the button is drawn as pending.
  const isSent = useRef(false);
  const sending = useMutation({
    mutationFn: () => send(intent?.key ?? ownKey),
    onSuccess: onDone,
    onError: (error) => {
      isSent.current = false;
      // An ended session keeps its key: after signing in again it is still the same intent. After a
      // refusal the old key would only repeat the refusal.
      if (!(error instanceof Problem) || isSignedOut(error)) return;
      if (intent === undefined) setOwnKey(newIntentKey());
      else intent.renew();
      onRefused?.(error);
    },
  });
  const press = (): void => {
    if (isSent.current) return;
    isSent.current = true;
    sending.mutate();
  };
  return (
    <div className="confirm-bar stack">
      {sending.isError && (
        <Notice tone="wrong">
          <FailureWords error={sending.error} />
          {!(sending.error instanceof Problem) && (
            <p>
              <Trans>You can press again: it will not be done twice.</Trans>
            </p>
          )}
        </Notice>
      )}
      <Action look={look ?? 'gift'} wide isPending={sending.isPending} onPress={press}>
        {children}
      </Action>
    </div>
  );
}
