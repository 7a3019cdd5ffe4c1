// A small whole number, with a button to either side for the thumb.

import { useLingui } from '@lingui/react/macro';
import { Button } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField } from 'react-aria-components/NumberField';
import { Text } from 'react-aria-components/Text';

type CountFieldProps = {
  readonly label: string;
  readonly help?: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
};

export function CountField({ label, help, value, least, most, onChange }: CountFieldProps) {
  const { t } = useLingui();
  return (
    <NumberField
      className="field count-field"
      minValue={least}
      maxValue={most}
      value={value}
      onChange={(typed) => onChange(Number.isNaN(typed) ? least : typed)}
    >
      <Label>{label}</Label>
      <Group className="count-row">
        <Button slot="decrement" className="count-button" aria-label={t`Fewer`}>
          −
        </Button>
        <Input />
        <Button slot="increment" className="count-button" aria-label={t`More`}>
          +
        </Button>
      </Group>
      {help !== undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
    </NumberField>
  );
}
