import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { askForCode } from '../../api/calls.ts';
import { Problem } from '../../api/problem.ts';
import { countryOfBrowser, groupAsTyped } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { Field } from '../../parts/field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';

type NumberStepProps = {
  readonly number: string;
  readonly onChange: (number: string) => void;
  readonly onSent: () => void;
};

export function NumberStep({ number, onChange, onSent }: NumberStepProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState(false);
  const asking = useMutation({ mutationFn: () => askForCode(number.trim()), onSuccess: onSent });

  const type = (typed: string): void => {
    const caretAtEnd = input.current?.selectionStart === typed.length;
    onChange(groupAsTyped(typed, number, caretAtEnd, countryOfBrowser(navigator.languages)));
    setMissing(false);
    asking.reset();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (asking.isPending) return;
    setMissing(number.trim() === '');
    if (number.trim() === '') input.current?.focus();
    else asking.mutate(undefined, { onError: () => input.current?.focus() });
  };
  const aboutNumber =
    asking.error instanceof Problem && asking.error.status === 422 ? asking.error.message : null;

  return (
    <form className="stack" onSubmit={send} noValidate>
      <p className="lead">
        <Trans>Give data to the people you know. Sign in with your mobile number.</Trans>
      </p>
      <Field
        label={t`Mobile number`}
        name="msisdn"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        value={number}
        onChange={type}
        inputRef={input}
        help={t`We send a code to it by text message. It costs nothing.`}
        error={missing ? t`Type your number.` : aboutNumber}
      />
      {asking.isError && aboutNumber === null && (
        <Notice tone="wrong">
          <FailureWords error={asking.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={asking.isPending}>
        <Trans>Send me a code</Trans>
      </Action>
    </form>
  );
}
