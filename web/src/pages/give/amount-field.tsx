// How much: a slider for the thumb, round amounts for one tap, and a field for whoever wants it
// exact. All three are the same amount. The field takes any: a limit is explained, not enforced by
// keys that do nothing.

import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { RefObject } from 'react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import {
  Slider,
  SliderFill,
  SliderOutput,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components/Slider';
import { firstAmount, givable, offeredAmounts } from '../../format/amounts.ts';
import type { AmountRules, Range } from '../../format/amounts.ts';
import { exactOctets, GIGABYTE, parseAmount, unitName, writeAmount } from '../../format/octets.ts';
import type { DataUnit } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Field } from '../../parts/field.tsx';
import type { Amount } from './amount.ts';

type AmountFieldProps = {
  readonly draft: Amount;
  readonly policy: AmountRules;
  readonly onChange: (change: { amount?: string; unit?: DataUnit }) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly error: string | null;
  /** What the amount is of; how much to give, unless said. */
  readonly label?: string;
};

const UNITS: readonly DataUnit[] = ['GB', 'MB'];

export function AmountField(props: AmountFieldProps) {
  const { draft, policy, onChange, inputRef, error } = props;
  const { t } = useLingui();
  const { locale } = useReading();
  const label = props.label ?? t`How much`;
  const range = givable(policy);
  const octets = draft.amount === null ? null : parseAmount(draft.amount, draft.unit);
  const choose = (chosen: number): void =>
    onChange({ amount: writeAmount(chosen, draft.unit, locale) });

  const isUntouched = draft.amount === null;
  const proposed = range === null ? null : firstAmount(range);
  useEffect(() => {
    if (isUntouched && proposed !== null)
      onChange({ amount: writeAmount(proposed, draft.unit, locale) });
    // Proposed once; afterwards the field belongs to whoever types in it.
  }, [isUntouched, proposed]);

  return (
    <div className="amount" role="group" aria-label={label}>
      {range !== null && (
        <AmountSlider
          label={label}
          range={range}
          octets={octets ?? range.least}
          onChange={choose}
        />
      )}
      {range !== null && (
        <div className="chips" role="group" aria-label={t`Round amounts`}>
          {offeredAmounts(range, policy.stepOctets).map((offered) => (
            <Button
              key={offered}
              className="chip"
              aria-pressed={offered === octets}
              onPress={() => choose(offered)}
            >
              {offered === range.most ? (
                <Trans>Most: {exactOctets(offered, locale)}</Trans>
              ) : (
                exactOctets(offered, locale)
              )}
            </Button>
          ))}
        </div>
      )}
      <Field
        className="exact-field"
        label={t`Exact amount`}
        name="amount"
        inputMode="decimal"
        value={draft.amount ?? ''}
        onChange={(amount) => onChange({ amount })}
        inputRef={inputRef}
        error={error}
        maxLength={16}
        beside={
          <RadioGroup
            className="units"
            aria-label={t`Unit`}
            orientation="horizontal"
            value={draft.unit}
            onChange={(unit) =>
              onChange({
                unit: unit as DataUnit,
                ...(octets === null
                  ? {}
                  : { amount: writeAmount(octets, unit as DataUnit, locale) }),
              })
            }
          >
            {UNITS.map((unit) => (
              <Radio key={unit} value={unit} className="unit">
                {unitName(unit, locale)}
              </Radio>
            ))}
          </RadioGroup>
        }
      />
    </div>
  );
}

type AmountSliderProps = {
  readonly label: string;
  readonly range: Range;
  readonly octets: number;
  readonly onChange: (octets: number) => void;
};

function AmountSlider({ label, range, octets, onChange }: AmountSliderProps) {
  const { locale } = useReading();
  const { least, most, step } = range;
  // The slider counts in gigabytes so that it is read aloud in them; amounts stay whole octets.
  const slide = (gigabytes: number): void => {
    const steps = Math.round((gigabytes * GIGABYTE - least) / step);
    onChange(Math.min(most, least + steps * step));
  };
  return (
    <Slider
      className="slider"
      minValue={least / GIGABYTE}
      maxValue={most / GIGABYTE}
      step={step / GIGABYTE}
      value={Math.min(most, Math.max(least, octets)) / GIGABYTE}
      onChange={slide}
      isDisabled={least === most}
      formatOptions={{ style: 'unit', unit: 'gigabyte', maximumFractionDigits: 3 }}
    >
      <Label>{label}</Label>
      <SliderOutput className="slider-output">{exactOctets(octets, locale)}</SliderOutput>
      <SliderTrack className="slider-track">
        <SliderFill className="slider-fill" />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
      <span className="slider-ends soft" aria-hidden="true">
        <span>{exactOctets(least, locale)}</span>
        <span>{exactOctets(most, locale)}</span>
      </span>
    </Slider>
  );
}
