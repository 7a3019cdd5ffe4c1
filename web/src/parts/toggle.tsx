import { Switch } from 'react-aria-components/Switch';

type ToggleProps = {
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly words: string;
};

/** A choice between on and off that counts at once. */
export function Toggle({ isOn, isDisabled, onChange, words }: ToggleProps) {
  return (
    <Switch
      className="switch"
      isSelected={isOn}
      isDisabled={isDisabled ?? false}
      onChange={onChange}
    >
      <span className="switch-words">{words}</span>
      <span className="switch-track" aria-hidden="true">
        <span className="switch-thumb" />
      </span>
    </Switch>
  );
}
