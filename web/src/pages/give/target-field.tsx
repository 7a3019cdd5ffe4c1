// Whom or what a gift is for: a person by number, a pool that one is in, or a tank. Where there is neither
// pool nor tank, nothing but the number is asked.

import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { lineQuery } from '../../api/queries.ts';
import { poolsQuery, tanksQuery } from '../../api/sharing.ts';
import type { Target } from '../../api/standing.ts';
import { countryOf, groupAsTyped } from '../../format/msisdn.ts';
import { Chips } from '../../parts/chips.tsx';
import { ContactChips } from '../../parts/contact-chips.tsx';
import { Field } from '../../parts/field.tsx';

const PERSON = 'person';

export type ChosenTarget = { readonly place: string; readonly number: string };

export const NO_TARGET: ChosenTarget = { place: PERSON, number: '' };

/** Null while no number is typed. */
export function targetOf({ place, number }: ChosenTarget): Target | null {
  const [kind, id] = place.split(':');
  if (kind === 'pool') return { pool: Number(id) };
  if (kind === 'tank') return { tank: Number(id) };
  return number.trim() === '' ? null : { msisdn: number.trim() };
}

export function useTarget() {
  return useState<ChosenTarget>(NO_TARGET);
}

type TargetFieldProps = {
  readonly target: ChosenTarget;
  readonly onChange: (target: ChosenTarget) => void;
  readonly error: string | null;
};

export function TargetField({ target, onChange, error }: TargetFieldProps) {
  const { t } = useLingui();
  const country = countryOf(useQuery(lineQuery).data?.msisdn ?? '');
  const pools = useQuery(poolsQuery).data ?? [];
  const tanks = useQuery(tanksQuery).data ?? [];
  const places = [
    ...pools
      .filter(({ membership, state }) => membership === 'joined' && state === 'open')
      .map(({ id, name }) => ({ value: `pool:${id}`, words: name })),
    ...tanks.map(({ id, name }) => ({ value: `tank:${id}`, words: name })),
  ];
  return (
    <>
      {places.length > 0 && (
        <Chips
          label={t`For`}
          value={target.place}
          options={[{ value: PERSON, words: t`A person` }, ...places]}
          onChange={(place) => onChange({ ...target, place })}
        />
      )}
      {target.place === PERSON && (
        <Field
          label={t`To whom`}
          name="to"
          type="tel"
          inputMode="tel"
          value={target.number}
          help={t`The mobile number of somebody you know.`}
          onChange={(typed) =>
            onChange({ ...target, number: groupAsTyped(typed, target.number, true, country) })
          }
          error={error}
        />
      )}
      {target.place === PERSON && (
        <ContactChips onPick={(number) => onChange({ ...target, number })} />
      )}
      {target.place !== PERSON && error !== null && <p className="field-error">{error}</p>}
    </>
  );
}
