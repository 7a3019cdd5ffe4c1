import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { pinQuery } from '../../api/proofs.ts';
import { Action } from '../../parts/action.tsx';
import { PinField } from '../../parts/pin-field.tsx';
import type { StepProps } from './prove.tsx';

/** The PIN of the line; where there is none yet, or it is locked, the way to the page for that. */
export function PinStep({ step, refused, onShown }: StepProps) {
  const { t } = useLingui();
  const [pin, setPin] = useState('');
  const [isMissing, setMissing] = useState(false);
  // It may have been set, or locked, since the preview.
  const known = useQuery({ ...pinQuery, staleTime: 0 }).data;
  const isLocked = known?.isLocked ?? step.next === 'unlock_pin';
  const isSet = known === undefined ? step.next !== 'set_pin' : known.setAt !== null;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(pin === '');
    if (pin !== '') onShown({ pin });
  };
  if (!isSet || isLocked)
    return (
      <>
        <h2>{isLocked ? <Trans>Your PIN is locked</Trans> : <Trans>Choose a PIN first</Trans>}</h2>
        <p className="soft">
          {isLocked ? (
            <Trans>It was wrong too often. A code that we send you unlocks it.</Trans>
          ) : (
            <Trans>Gifts like this are confirmed with a PIN that only you know.</Trans>
          )}
        </p>
        <Link to="/settings/pin" className="action action-main action-wide">
          {isLocked ? <Trans>Unlock the PIN</Trans> : <Trans>Choose a PIN</Trans>}
        </Link>
        <p className="soft">
          <Trans>Your gift is kept as it is. Come back to it with Give.</Trans>
        </p>
      </>
    );
  return (
    <form className="stack" onSubmit={send} noValidate>
      <h2>
        <Trans>Confirm that it is you</Trans>
      </h2>
      <PinField
        label={t`Your gifting PIN`}
        name="giftingPin"
        value={pin}
        onChange={(typed) => {
          setPin(typed);
          setMissing(false);
        }}
        error={isMissing ? t`Type your PIN.` : refused}
      />
      <Action type="submit" wide>
        <Trans>Continue</Trans>
      </Action>
      <Link to="/settings/pin" className="soft centred">
        <Trans>I forgot my PIN</Trans>
      </Link>
    </form>
  );
}
