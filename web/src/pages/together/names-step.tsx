// The names of all who are given to, where the rules ask whether the giver knows them.

import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { TogetherPreview } from '../../api/together.ts';
import { Action } from '../../parts/action.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';

type NamesStepProps = {
  readonly preview: TogetherPreview;
  readonly refused: string | null;
  readonly onShown: (names: readonly string[]) => void;
};

export function NamesStep({ preview, refused, onShown }: NamesStepProps) {
  const { t } = useLingui();
  const [names, setNames] = useState(() => preview.people.map(() => ''));
  const [isAsked, setAsked] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (names.every((name) => name.trim() !== '')) onShown(names.map((name) => name.trim()));
  };
  return (
    <form className="card stack prove" onSubmit={send} noValidate>
      <h2>
        <Trans>Who are they?</Trans>
      </h2>
      <p className="soft">
        <Trans>First and last name. Accents and capitals do not matter.</Trans>
      </p>
      {refused !== null && <Notice tone="wrong">{refused}</Notice>}
      {preview.people.map(({ receiver }, index) => {
        const number = receiver.maskedMsisdn;
        return (
          <Field
            key={number + receiver.maskedName + String(index)}
            label={t`Full name of ${number}`}
            name={`receiverName${index}`}
            value={names[index] ?? ''}
            maxLength={200}
            onChange={(typed) => setNames(names.map((name, at) => (at === index ? typed : name)))}
            error={isAsked && (names[index] ?? '').trim() === '' ? t`Type the name.` : null}
          />
        );
      })}
      <Action type="submit" wide>
        <Trans>Continue</Trans>
      </Action>
    </form>
  );
}
