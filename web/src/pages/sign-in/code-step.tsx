import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { askForCode, signIn } from '../../api/calls.ts';
import { Problem, retryAfterSeconds } from '../../api/problem.ts';
import type { Line } from '../../api/types.ts';
import { timeLeft } from '../../format/time.ts';
import { Action } from '../../parts/action.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Field } from '../../parts/field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { useNow } from '../../parts/use-now.ts';
import { serverNow } from '../../api/server-clock.ts';

const CODE_DIGITS = 6;
const RESEND_AFTER_SECONDS = 30;

type CodeStepProps = {
  readonly number: string;
  readonly onSignedIn: (line: Line) => Promise<void>;
  readonly onOtherNumber: () => void;
};

export function CodeStep({ number, onSignedIn, onOtherNumber }: CodeStepProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  useEffect(() => input.current?.focus(), []);

  const entering = useMutation({
    mutationFn: (typed: string) => signIn(number.trim(), typed),
    onSuccess: ({ line }) => onSignedIn(line),
    onError: (error) => {
      // A wrong code is typed again from the start; one that never arrived is sent again as it is.
      if (error instanceof Problem) setCode('');
      input.current?.focus();
    },
  });
  const type = (typed: string): void => {
    const digits = typed.replace(/\D/g, '').slice(0, CODE_DIGITS);
    setCode(digits);
    if (digits !== '' && entering.isError) entering.reset();
    if (digits.length === CODE_DIGITS && !entering.isPending) entering.mutate(digits);
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (code.length === CODE_DIGITS && !entering.isPending) entering.mutate(code);
    else input.current?.focus();
  };
  const refused = entering.error instanceof Problem ? entering.error.message : null;

  return (
    <form className="stack" onSubmit={send} noValidate>
      <p className="lead">
        <Trans>
          If <span className="nowrap">{number}</span> can sign in, a 6-digit code is on its way to
          it.
        </Trans>
      </p>
      <Field
        className="code-field"
        label={t`Code`}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={type}
        inputRef={input}
        error={refused}
      />
      {entering.isError && refused === null && (
        <Notice tone="wrong">
          <FailureWords error={entering.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={entering.isPending}>
        <Trans>Sign in</Trans>
      </Action>
      <div className="side-by-side">
        <Resend number={number} />
        <Action look="quiet" onPress={onOtherNumber}>
          <Trans>Change number</Trans>
        </Action>
      </div>
    </form>
  );
}

/** Sends another code, but not sooner than a text message may take. */
function Resend({ number }: { number: string }) {
  const { t } = useLingui();
  const now = useNow(1_000);
  const [allowedAt, setAllowedAt] = useState(() => serverNow() + RESEND_AFTER_SECONDS * 1_000);
  const asking = useMutation({
    mutationFn: () => askForCode(number.trim()),
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
