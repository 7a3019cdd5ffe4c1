import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Action } from '../../parts/action.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Until } from '../../parts/until.tsx';
import type { StepProps } from './prove.tsx';

/** Whose number it is. Nothing here says how near a wrong name was. */
export function NameStep({ step, refused, onShown }: StepProps) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') onShown({ receiverName: name.trim() });
  };
  if (step.next === 'wait')
    return (
      <Notice tone="hint">
        <p>
          <Trans>Too many names were tried. Ask the receiver how their name is written.</Trans>
        </p>
        {step.until !== null && (
          <p>
            <Trans>
              No more can be tried <Until iso={step.until} />
            </Trans>
          </p>
        )}
      </Notice>
    );
  return (
    <form className="stack" onSubmit={send} noValidate>
      <h2>
        <Trans>Who is it for?</Trans>
      </h2>
      <Field
        label={t`Full name of the receiver`}
        name="receiverName"
        value={name}
        maxLength={200}
        onChange={(typed) => {
          setName(typed);
          setMissing(false);
        }}
        help={t`First and last name. Accents and capitals do not matter.`}
        error={isMissing ? t`Type the name.` : refused}
      />
      <Action type="submit" wide>
        <Trans>Continue</Trans>
      </Action>
    </form>
  );
}
