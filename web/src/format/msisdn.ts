// Numbers as people type and read them. What was typed is sent as it is: the server decides which
// number it means. Here it is only grouped, so that a slip of the finger is easier to see.

import { AsYouType, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';

/** The country that a number without a prefix is read in: that of the own number, when known. */
export function countryOf(msisdn: string): CountryCode | undefined {
  const number = parsePhoneNumberFromString(msisdn);
  return number?.country ?? number?.getPossibleCountries()[0];
}

/** The country of the browser, for somebody who has not signed in yet. */
export function countryOfBrowser(languages: readonly string[]): CountryCode | undefined {
  const known: readonly string[] = getCountries();
  for (const language of languages) {
    const region = new Intl.Locale(language).region;
    if (region !== undefined && known.includes(region)) return region as CountryCode;
  }
  return undefined;
}

/** "+447700900001" as "+44 7700 900001". */
export const writeMsisdn = (msisdn: string): string =>
  parsePhoneNumberFromString(msisdn)?.formatInternational() ?? msisdn;

/**
 * Groups a number while it is typed. Left alone while something is deleted or the caret stands
 * inside: grouping then would move the caret, or put back the bracket that was just deleted.
 */
export function groupAsTyped(
  typed: string,
  before: string,
  caretAtEnd: boolean,
  country: CountryCode | undefined,
): string {
  const kept = typed.replace(/[^\d+()\s.\-/]/g, '').slice(0, 24);
  if (!caretAtEnd || kept.length < before.length) return kept;
  return new AsYouType(country).input(kept);
}
