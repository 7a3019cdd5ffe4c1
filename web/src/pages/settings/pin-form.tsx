// One thing to do with the PIN, in two steps: showing that it is yours to do, then doing it.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { Problem } from '../../api/problem.ts';
import { removePin, sendPinCode, setPin, unlockPin } from '../../api/proofs.ts';
import type { Pin, PinProof } from '../../api/proofs.ts';
import { newIntentKey } from '../../api/request.ts';
import { Action } from '../../parts/action.tsx';
import { CODE_DIGITS, CodeField } from '../../parts/code-field.tsx';
import { FailureWords, Notice } from '../../parts/notice.tsx';
import { PinField } from '../../parts/pin-field.tsx';
import { Resend } from '../../parts/resend.tsx';

/** `choose` also for a forgotten one: it goes by a code. */
export type PinTask = 'choose' | 'change' | 'remove' | 'unlock';

type PinFormProps = {
  readonly task: PinTask;
  readonly onDone: (pin: Pin) => void;
  readonly onBack: () => void;
};

export function PinForm({ task, onDone, onBack }: PinFormProps) {
  const { t } = useLingui();
  const byPin = task === 'change';
  const [shown, setShown] = useState('');
  const [pin, setNewPin] = useState('');
  const [again, setAgain] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const card = useRef<HTMLFormElement>(null);
  const sending = useMutation({ mutationFn: sendPinCode });
  const proof: PinProof = byPin ? { pin: shown } : { code: shown };
  const saving = useMutation({
    mutationFn: () => {
      if (task === 'remove') return removePin(proof, intentKey);
      if (task === 'unlock') return unlockPin(shown, intentKey);
      return setPin(pin, proof, intentKey);
    },
    onSuccess: onDone,
    onError: (error) => error instanceof Problem && setIntentKey(newIntentKey()),
  });
  const isReady = byPin || sending.isSuccess;
  useEffect(() => {
    card.current?.querySelector('input')?.focus();
  }, [isReady]);
  const hasNew = task === 'choose' || task === 'change';
  const isComplete =
    (byPin ? shown !== '' : shown.length === CODE_DIGITS) &&
    (!hasNew || (pin !== '' && pin === again));
  const code = saving.error instanceof Problem ? saving.error.code : null;
  const words = saving.error?.message ?? null;
  const isAboutNew = code === 'pin_malformed' || code === 'pin_too_simple';
  const isAboutShown = code !== null && !isAboutNew && code !== 'key_reused';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (isComplete && !saving.isPending) saving.mutate();
  };
  const typed = (change: (digits: string) => void) => (digits: string) => {
    change(digits);
    setAsked(false);
    if (saving.isError) saving.reset();
  };
  if (!isReady)
    return (
      <section className="card stack">
        <p>
          <Trans>
            We send a code to your number, so that an open app alone is not enough to do this.
          </Trans>
        </p>
        {sending.isError && (
          <Notice tone="wrong">
            <FailureWords error={sending.error} />
          </Notice>
        )}
        <Action wide isPending={sending.isPending} onPress={() => sending.mutate()}>
          <Trans>Send me a code</Trans>
        </Action>
        <Action look="quiet" onPress={onBack}>
          <Trans>Back</Trans>
        </Action>
      </section>
    );
  return (
    <form className="card stack form-card" ref={card} onSubmit={submit} noValidate>
      {byPin ? (
        <PinField
          label={t`Your PIN as it is`}
          name="oldPin"
          value={shown}
          onChange={typed(setShown)}
          error={isAboutShown ? words : isAsked && shown === '' ? t`Type your PIN.` : null}
        />
      ) : (
        <CodeField
          value={shown}
          onChange={typed(setShown)}
          error={
            isAboutShown
              ? words
              : isAsked && shown.length !== CODE_DIGITS
                ? t`Type the 6 digits of the code.`
                : null
          }
        />
      )}
      {hasNew && (
        <>
          <PinField
            label={t`New PIN`}
            name="newPin"
            value={pin}
            onChange={typed(setNewPin)}
            help={t`4 to 8 digits that nobody guesses: not 1234, not 0000.`}
            error={isAboutNew ? words : isAsked && pin === '' ? t`Type a PIN.` : null}
          />
          <PinField
            label={t`New PIN once more`}
            name="newPinAgain"
            value={again}
            onChange={typed(setAgain)}
            error={isAsked && pin !== again ? t`The two are not the same.` : null}
          />
        </>
      )}
      {saving.isError && code === null && (
        <Notice tone="wrong">
          <FailureWords error={saving.error} />
        </Notice>
      )}
      <Action
        type="submit"
        wide
        look={task === 'remove' ? 'danger' : 'main'}
        isPending={saving.isPending}
      >
        {task === 'remove' ? (
          <Trans>Remove my PIN</Trans>
        ) : task === 'unlock' ? (
          <Trans>Unlock the PIN</Trans>
        ) : (
          <Trans>Save the PIN</Trans>
        )}
      </Action>
      <div className="side-by-side">
        {!byPin && <Resend send={sendPinCode} />}
        <Action look="quiet" onPress={onBack}>
          <Trans>Back</Trans>
        </Action>
      </div>
    </form>
  );
}
