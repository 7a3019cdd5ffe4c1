// What a person wrote, as plain text that can do no harm where it is shown. Nothing is escaped here: pages
// and messages show it as text. What would change how the text around it reads is refused, not dropped, so
// that nobody's words are altered.

import { accept, refuse, type Result } from '../../kernel/public.ts';

export type TextRefusal =
  | { readonly code: 'message_too_long'; readonly limitCharacters: number }
  /** Control characters, changes of writing direction, invisible characters, or heaps of accents. */
  | { readonly code: 'message_not_plain' };

export type TextLimits = { readonly graphemesAtMost: number; readonly linesAtMost: number };

/** More than any text of so many characters needs; past it nothing is counted. */
const CODE_UNITS_A_GRAPHEME = 8;
/** A family of four with skin tones has eleven. */
const CODE_POINTS_AT_MOST = 12;
const MARKS_IN_A_ROW = 4;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * All of category C: controls, format characters (among them those that turn the writing direction),
 * private and unassigned ones. Joiners are needed by emoji and by Persian, and a line may end.
 */
const NOT_PLAIN = /(?![\n\u200c\u200d])\p{C}|[\u2028\u2029]/u;
const HEAP = new RegExp(`\\p{M}{${MARKS_IN_A_ROW + 1}}`, 'u');

/** Refuses, in this order: message_too_long, message_not_plain. Ends are trimmed; empty stays empty. */
export function plainText(
  given: string,
  { graphemesAtMost, linesAtMost }: TextLimits,
): Result<string, TextRefusal> {
  const tooLong = refuse({ code: 'message_too_long', limitCharacters: graphemesAtMost } as const);
  if (given.length > graphemesAtMost * CODE_UNITS_A_GRAPHEME) return tooLong;
  const text = given.replaceAll('\r\n', '\n').normalize('NFC').trim();
  const segments = [...graphemes.segment(text)];
  if (segments.length > graphemesAtMost) return tooLong;
  const isHeap = segments.some(({ segment }) => Array.from(segment).length > CODE_POINTS_AT_MOST);
  if (NOT_PLAIN.test(text) || HEAP.test(text) || isHeap)
    return refuse({ code: 'message_not_plain' });
  if (text.split('\n').length > linesAtMost) return refuse({ code: 'message_not_plain' });
  return accept(text);
}

export const MESSAGE_LIMITS: TextLimits = { graphemesAtMost: 200, linesAtMost: 5 };
