// Finds what the standards say of an AVP. Asked once for each AVP of each message, so it is two
// arrays indexed by code and no hashing.

import { known3gpp, threegpp } from './avps-3gpp.ts';
import { base } from './avps-base.ts';
import { creditControl } from './avps-credit-control.ts';
import { VENDOR_3GPP, type AvpDefinition } from './definition.ts';
import { invariant } from '../../../kernel/public.ts';

const IETF = indexByCode([...Object.values(base), ...Object.values(creditControl)]);
const TGPP = indexByCode([...Object.values(threegpp), ...known3gpp]);

/** The definition of an AVP, or undefined when it is none that Largesse knows. */
export function definitionOf(code: number, vendor: number): AvpDefinition | undefined {
  if (vendor === 0) return IETF[code];
  if (vendor === VENDOR_3GPP) return TGPP[code];
  return undefined;
}

/** Everything the dictionary holds, for tests and documents. */
export function allDefinitions(): readonly AvpDefinition[] {
  return [...IETF, ...TGPP].filter((definition) => definition !== undefined);
}

function indexByCode(
  definitions: readonly AvpDefinition[],
): readonly (AvpDefinition | undefined)[] {
  const highest = Math.max(...definitions.map((definition) => definition.code));
  const index: (AvpDefinition | undefined)[] = Array.from({ length: highest + 1 });
  for (const definition of definitions) {
    invariant(index[definition.code] === undefined, `one definition for ${definition.name}`);
    index[definition.code] = definition;
  }
  return index;
}
