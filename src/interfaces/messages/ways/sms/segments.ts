// How a text becomes short messages: its alphabet, and its segments (3GPP TS 23.038, TS 23.040 clause
// 9.2.3.24.1).

import smpp from 'smpp';

export type Alphabet = 'gsm7' | 'ucs2';

export type Segments = {
  readonly alphabet: Alphabet;
  /** Each as it goes on the wire, with the header that joins it to the others when there are several. */
  readonly segments: readonly Buffer[];
  /** The whole text, for a message centre that cuts it itself. */
  readonly whole: Buffer;
};

/** In septets (an extension character takes two), and in UTF-16 units. */
const ALONE = { gsm7: 160, ucs2: 70 } as const;
const JOINED = { gsm7: 153, ucs2: 67 } as const;
const EXTENSION = /[\f^{}\\[~\]|€]/;

/** The GSM alphabet lacks these, and what people read does not change. One would halve what fits. */
const LOOKALIKE: { readonly [character: string]: string } = {
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u2022': '*', // masks names
};
const LOOKALIKES = new RegExp(`[${Object.keys(LOOKALIKE).join('')}]`, 'g');

/**
 * Cuts a text. The reference joins the segments of one message; a repeat must have the same, so that a
 * phone that got some of them already takes the rest.
 */
export function segmentsOf(text: string, reference: number): Segments {
  const plain = text.replaceAll(LOOKALIKES, (character) => LOOKALIKE[character] ?? character);
  // Chinese keeps its own punctuation: nothing is gained by changing it.
  const alphabet: Alphabet = isGsm7(plain) ? 'gsm7' : 'ucs2';
  const chosen = alphabet === 'gsm7' ? plain : text;
  const whole = encode(chosen, alphabet);
  if (sizeOf(chosen, alphabet) <= ALONE[alphabet]) return { alphabet, segments: [whole], whole };
  const pieces = cut(chosen, alphabet);
  return {
    alphabet,
    whole,
    segments: pieces.map((piece, index) =>
      Buffer.concat([
        Buffer.from([5, 0, 3, reference & 0xff, pieces.length, index + 1]),
        encode(piece, alphabet),
      ]),
    ),
  };
}

const isGsm7 = (text: string): boolean =>
  !text.includes('\u001b') && smpp.encodings.ASCII.match(text);

const encode = (text: string, alphabet: Alphabet): Buffer =>
  alphabet === 'gsm7' ? smpp.encodings.ASCII.encode(text) : smpp.encodings.UCS2.encode(text);

const sizeOf = (text: string, alphabet: Alphabet): number => {
  let size = 0;
  for (const character of text) size += characterSize(character, alphabet);
  return size;
};

const characterSize = (character: string, alphabet: Alphabet): number =>
  alphabet === 'ucs2' ? character.length : EXTENSION.test(character) ? 2 : 1;

/** No character is cut in two: neither an extension character nor a surrogate pair. */
function cut(text: string, alphabet: Alphabet): string[] {
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const character of text) {
    const more = characterSize(character, alphabet);
    if (size + more > JOINED[alphabet]) {
      pieces.push(piece);
      piece = '';
      size = 0;
    }
    piece += character;
    size += more;
  }
  return [...pieces, piece];
}
