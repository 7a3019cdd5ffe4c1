// What a template's placeholders stand for: a message's facts as a person reads them, in their language
// and the carrier's time zone.

import type { Language } from '../../subscribers/public.ts';
import { FACTS_OF, type About, type Fact, type Message } from './message.ts';
import { WORDS } from './words/words.ts';

/** Whose messages these are, and in which time zone they speak. */
export type Voice = { readonly carrier: string; readonly timeZone: string };

export const PLACEHOLDER_OF = {
  code: 'code',
  octets: 'amount',
  other: 'other',
  receipt: 'receipt',
  undoUntil: 'undo_until',
  expiresAt: 'expires',
  reason: 'reason',
  url: 'url',
  pool: 'pool',
  pack: 'pack',
} as const satisfies { readonly [fact in Exclude<Fact, 'giftId'>]: string };

/** The placeholders that a template about this may use. */
export const placeholdersOf = (about: About): readonly string[] => [
  'carrier',
  ...FACTS_OF[about].flatMap((fact) => (fact === 'giftId' ? [] : [PLACEHOLDER_OF[fact]])),
];

/** Those that it must: without them a message does not do what it is for. */
export const neededPlaceholdersOf = (about: About): readonly string[] =>
  placeholdersOf(about).filter((name) => name === 'code' || name === 'receipt' || name === 'url');

const LOCALE: { readonly [language in Language]: string } = {
  en: 'en-CA',
  fr: 'fr-CA',
  zh: 'zh-CN',
};
const UNITS: { readonly [language in Language]: readonly [gigabyte: string, megabyte: string] } = {
  en: ['GB', 'MB'],
  fr: ['Go', 'Mo'],
  zh: ['GB', 'MB'],
};

export function valuesOf(
  message: Message,
  language: Language,
  voice: Voice,
): { readonly [placeholder: string]: string } {
  const facts: { readonly [fact in Fact]?: unknown } = message;
  const values: [string, string][] = [['carrier', clean(voice.carrier)]];
  for (const fact of FACTS_OF[message.about])
    if (fact !== 'giftId')
      values.push([PLACEHOLDER_OF[fact], clean(shown(fact, facts[fact], language, voice))]);
  return Object.fromEntries(values);
}

function shown(fact: Fact, value: unknown, language: Language, voice: Voice): string {
  switch (fact) {
    case 'octets':
      return amountText(Number(value), language);
    case 'undoUntil':
      return instantText(Number(value), language, voice, { timeStyle: 'medium' });
    case 'expiresAt':
      return instantText(Number(value), language, voice, {
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
      });
    case 'reason': {
      const { reasons } = WORDS[language];
      return Object.hasOwn(reasons, String(value))
        ? (reasons[String(value)] ?? reasons.other)
        : reasons.other;
    }
    default:
      return String(value);
  }
}

function amountText(octets: number, language: Language): string {
  const [gigabyte, megabyte] = UNITS[language];
  const [amount, unit] = octets >= 1e9 ? [octets / 1e9, gigabyte] : [octets / 1e6, megabyte];
  // Rounded down: nobody is told of more than there is.
  const rounded = Math.floor(amount * 100) / 100;
  return `${figuresOf(language).format(rounded)}\u00a0${unit}`;
}

const instantText = (
  at: number,
  language: Language,
  { timeZone }: Voice,
  style: Intl.DateTimeFormatOptions,
): string => datesOf(language, timeZone, style).format(at);

// A formatter takes 50 µs to make and 2 µs to use.
const figures = new Map<Language, Intl.NumberFormat>();
function figuresOf(language: Language): Intl.NumberFormat {
  const known = figures.get(language);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 2 });
  figures.set(language, made);
  return made;
}

/** A carrier has one time zone, and messages two styles. */
const MOST_FORMATS = 100;
const dates = new Map<string, Intl.DateTimeFormat>();
function datesOf(
  language: Language,
  timeZone: string,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, style]);
  const known = dates.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALE[language], { timeZone, ...style });
  if (dates.size >= MOST_FORMATS) dates.clear();
  dates.set(key, made);
  return made;
}

const VALUE_CHARACTERS = 200;

/**
 * Values may have been written by people (the name of a pool). What could break a line, hide text or turn
 * its direction is taken out, so that nobody can make a message say what the carrier did not.
 */
export function clean(value: string): string {
  const plain = value
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();
  return Array.from(plain).slice(0, VALUE_CHARACTERS).join('');
}
