// A few plain words to go with something. Characters are counted as people see them.

import { useLingui } from '@lingui/react/macro';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';

export const LONGEST_MESSAGE = 200;

type MessageFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null;
};

export function MessageField({ value, onChange, error = null }: MessageFieldProps) {
  const { t } = useLingui();
  const left = LONGEST_MESSAGE - countCharacters(value);
  return (
    <TextField
      className="field"
      name="message"
      value={value}
      onChange={onChange}
      isInvalid={error !== null || left < 0}
      validationBehavior="aria"
    >
      <Label>{t`A few words with it`}</Label>
      <TextArea rows={2} />
      <Text slot="description" className="field-help">
        {t`If you wish. ${left} characters left.`}
      </Text>
      <FieldError className="field-error">
        {error ?? t`This is too long. Make it shorter.`}
      </FieldError>
    </TextField>
  );
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const countCharacters = (text: string): number => [...characters.segment(text)].length;
