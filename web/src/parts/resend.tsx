// Sends another code, but not sooner than a text message may take.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { retryAfterSeconds } from '../api/problem.ts';
import { serverNow } from '../api/server-clock.ts';
import { timeLeft } from '../format/time.ts';
import { Action } from './action.tsx';
import { announce } from './announcer.tsx';
import { FailureWords } from './notice.tsx';
import { useNow } from './use-now.ts';

const RESEND_AFTER_SECONDS = 30;

export function Resend({ send }: { send: () => Promise<unknown> }) {
  const { t } = useLingui();
  const now = useNow(1_000);
  const [allowedAt, setAllowedAt] = useState(() => serverNow() + RESEND_AFTER_SECONDS * 1_000);
  const asking = useMutation({
    mutationFn: send,
    onSuccess: () => {
      setAllowedAt(serverNow() + RESEND_AFTER_SECONDS * 1_000);
      announce(t`A new code is on its way.`);
    },
    onError: (error) => {
      const seconds = retryAfterSeconds(error);
      if (seconds !== null) setAllowedAt(serverNow() + seconds * 1_000);
    },
  });
  const waiting = timeLeft(allowedAt - now);
  const isEarly = allowedAt > now;
  return (
    <div>
      <Action
        look="quiet"
        isPending={asking.isPending}
        isDisabled={isEarly}
        onPress={() => asking.mutate()}
      >
        {isEarly ? <Trans>New code in {waiting}</Trans> : <Trans>Send a new code</Trans>}
      </Action>
      {asking.isError && (
        <p className="field-error" role="alert">
          <FailureWords error={asking.error} />
        </p>
      )}
    </div>
  );
}
