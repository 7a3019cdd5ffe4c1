import { useLingui } from '@lingui/react/macro';
import type { Ref } from 'react';
import { Field } from './field.tsx';

type CodeFieldProps = {
  readonly value: string;
  readonly onChange: (digits: string) => void;
  readonly error?: string | null;
  readonly inputRef?: Ref<HTMLInputElement>;
};

export const CODE_DIGITS = 6;

/** A code that was sent; phones offer to fill it in. */
export function CodeField({ value, onChange, error, inputRef }: CodeFieldProps) {
  const { t } = useLingui();
  return (
    <Field
      className="code-field"
      label={t`Code`}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      value={value}
      onChange={(typed) => onChange(typed.replace(/\D/g, '').slice(0, CODE_DIGITS))}
      error={error ?? null}
      {...(inputRef === undefined ? {} : { inputRef })}
    />
  );
}
