// A name or number of which only a part is shown: enough to know a friend, too little to learn a
// stranger. Dots read aloud would be noise, so listeners hear what they stand for.

import { useLingui } from '@lingui/react/macro';

const DOTS = /[•*·]+/g;

/** A pool or a tank has a name that is shown whole, and may be long. */
export function MaskedName({ name }: { name: string }) {
  if (name.replace(DOTS, '') === name) return name;
  return (
    <span className="masked">
      <span aria-hidden="true">{name}</span>
      <span className="only-heard">{name.replace(DOTS, '…')}</span>
    </span>
  );
}

export function MaskedNumber({ number }: { number: string }) {
  const { t } = useLingui();
  const lastDigits = number.replace(/\D+/g, ' ').trim().split(' ').at(-1) ?? '';
  return (
    <span className="masked">
      <span aria-hidden="true">{number}</span>
      <span className="only-heard">{t`number ending in ${lastDigits}`}</span>
    </span>
  );
}
