import { Field } from './field.tsx';

type PinFieldProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  readonly help?: string;
  readonly error?: string | null;
};

const LONGEST = 8;

/** Digits that nobody beside should read. */
export function PinField({ help, error, onChange, ...field }: PinFieldProps) {
  return (
    <Field
      {...field}
      className="code-field"
      type="password"
      inputMode="numeric"
      autoComplete="off"
      maxLength={LONGEST}
      onChange={(typed) => onChange(typed.replace(/\D/g, ''))}
      {...(help === undefined ? {} : { help })}
      error={error ?? null}
    />
  );
}
