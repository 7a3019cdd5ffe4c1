// A labelled field with its help and, when the server or the app has something against it, why.

import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

type FieldProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly type?: 'text' | 'tel' | 'password';
  readonly inputMode?: 'tel' | 'numeric' | 'decimal';
  readonly autoComplete?: string;
  readonly className?: string;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly beside?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
};

export function Field(props: FieldProps) {
  const wrong = props.error !== undefined && props.error !== null;
  return (
    <TextField
      className={`field ${props.className ?? ''}`}
      name={props.name}
      type={props.type ?? 'text'}
      value={props.value}
      onChange={props.onChange}
      isInvalid={wrong}
      validationBehavior="aria"
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.inputMode === undefined ? {} : { inputMode: props.inputMode })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label>{props.label}</Label>
      <span className="field-row">
        <Input
          {...(props.inputRef === undefined ? {} : { ref: props.inputRef })}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        />
        {props.beside}
      </span>
      {props.help !== undefined && (
        <Text slot="description" className="field-help">
          {props.help}
        </Text>
      )}
      <FieldError className="field-error">{props.error}</FieldError>
    </TextField>
  );
}
