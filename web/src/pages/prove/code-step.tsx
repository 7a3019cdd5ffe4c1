import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { sendGiftCode } from '../../api/proofs.ts';
import { Action } from '../../parts/action.tsx';
import { CODE_DIGITS, CodeField } from '../../parts/code-field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { Resend } from '../../parts/resend.tsx';
import type { StepProps } from './prove.tsx';

/** A code for just this gift. It is sent when asked for, not before: messages cost attention. */
export function CodeStep({ step, subject, refused, onShown }: StepProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = () => sendGiftCode(subject);
  const asking = useMutation({ mutationFn: send });
  const wasSent = asking.isSuccess || step.next === 'enter_code' || refused !== null;
  useEffect(() => {
    if (asking.isSuccess) input.current?.focus();
  }, [asking.isSuccess]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(code.length !== CODE_DIGITS);
    if (code.length === CODE_DIGITS) onShown({ code });
    else input.current?.focus();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <h2>
        <Trans>Confirm that it is you</Trans>
      </h2>
      <p className="soft">
        {wasSent ? (
          <Trans>We have sent a 6-digit code to your number. It is good for this gift only.</Trans>
        ) : (
          <Trans>A gift of this size is confirmed with a code that we send to your number.</Trans>
        )}
      </p>
      {asking.isError && (
        <Notice tone="wrong">
          <FailureWords error={asking.error} />
        </Notice>
      )}
      {wasSent ? (
        <>
          <CodeField
            value={code}
            inputRef={input}
            onChange={(digits) => {
              setCode(digits);
              setMissing(false);
              // The sixth digit is the last: no button need be pressed.
              if (digits.length === CODE_DIGITS && digits !== code) onShown({ code: digits });
            }}
            error={isMissing ? t`Type the 6 digits of the code.` : refused}
          />
          <Action type="submit" wide>
            <Trans>Continue</Trans>
          </Action>
          <Resend send={send} />
        </>
      ) : (
        <Action wide isPending={asking.isPending} onPress={() => asking.mutate()}>
          <Trans>Send me a code</Trans>
        </Action>
      )}
    </form>
  );
}
