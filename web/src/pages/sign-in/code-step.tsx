import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { askForCode, signIn } from '../../api/calls.ts';
import { Problem } from '../../api/problem.ts';
import type { Line } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { CODE_DIGITS, CodeField } from '../../parts/code-field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Resend } from '../../parts/resend.tsx';

type CodeStepProps = {
  readonly number: string;
  readonly onSignedIn: (line: Line) => Promise<void>;
  readonly onOtherNumber: () => void;
};

export function CodeStep({ number, onSignedIn, onOtherNumber }: CodeStepProps) {
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
  const type = (digits: string): void => {
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
      <CodeField value={code} onChange={type} inputRef={input} error={refused} />
      {entering.isError && refused === null && (
        <Notice tone="wrong">
          <FailureWords error={entering.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={entering.isPending}>
        <Trans>Sign in</Trans>
      </Action>
      <div className="side-by-side">
        <Resend send={() => askForCode(number.trim())} />
        <Action look="quiet" onPress={onOtherNumber}>
          <Trans>Change number</Trans>
        </Action>
      </div>
    </form>
  );
}
