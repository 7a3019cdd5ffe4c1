// One of a few, as round buttons side by side; they wrap where there is no room.

import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

type ChipsProps<Value extends string> = {
  readonly label: string;
  /** For those who listen only, where what is chosen from speaks for itself. */
  readonly isLabelHidden?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly words: string }[];
  readonly onChange: (value: Value) => void;
};

export function Chips<Value extends string>(props: ChipsProps<Value>) {
  return (
    <RadioGroup
      className="filter"
      orientation="horizontal"
      value={props.value}
      onChange={(chosen) => props.onChange(chosen as Value)}
    >
      <Label className={props.isLabelHidden === true ? 'only-heard' : 'filter-label'}>
        {props.label}
      </Label>
      {props.options.map(({ value, words }) => (
        <Radio key={value} value={value} className="filter-choice">
          {words}
        </Radio>
      ))}
    </RadioGroup>
  );
}
