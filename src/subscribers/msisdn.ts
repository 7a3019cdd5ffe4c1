// Telephone numbers as people type them.

import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { accept, refuse, type Result } from '../kernel/public.ts';

export type MsisdnRefusal = { readonly code: 'msisdn_invalid'; readonly given: string };

const LONGEST_TYPED = 40;

/**
 * E.164 digits without a plus, from whatever a person typed: `613-555-0002`, `+44 7700 900001`. A number
 * without a country code is read as one of `country` (ISO 3166-1 alpha-2).
 */
export function parseMsisdn(typed: string, country: string): Result<string, MsisdnRefusal> {
  const given = typed.trim();
  const number =
    given.length > LONGEST_TYPED
      ? undefined
      : parsePhoneNumberFromString(given, country as CountryCode);
  // `isPossible` and not `isValid`: the ranges kept for fiction and tests (613 555 01xx) are real lines
  // in a demo, and whether a number is somebody's is the directory's to say.
  if (number?.isPossible() !== true)
    return refuse({ code: 'msisdn_invalid', given: given.slice(0, LONGEST_TYPED) });
  return accept(number.number.slice(1));
}
