// HPACK's Huffman code (RFC 7541 appendix B). It is canonical: codes follow each other in the order of their
// lengths, and among equals of their symbols, so the lengths alone say all of it.

/** The length in bits of each octet's code, 16 a row. */
// prettier-ignore
const LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
];

/** Longer codes are those of octets that do not stand in an address, and none of them is read here. */
const LONGEST_READ = 15;

type Code = { readonly length: number; readonly code: number };

const keyOf = (length: number, code: number): number => length * 2 ** 16 + code;

const symbols = new Map(
  codesOf(LENGTHS)
    .map(({ length, code }, symbol) => ({ length, code, symbol }))
    .filter(({ length }) => length <= LONGEST_READ)
    .map(({ length, code, symbol }) => [keyOf(length, code), symbol]),
);

function codesOf(lengths: readonly number[]): Code[] {
  const codes: Code[] = lengths.map((length) => ({ length, code: 0 }));
  let code = 0;
  let last = 0;
  const order = lengths
    .map((length, symbol) => ({ length, symbol }))
    .toSorted((left, right) => left.length - right.length || left.symbol - right.symbol);
  for (const { length, symbol } of order) {
    code = last === 0 ? 0 : (code + 1) * 2 ** (length - last);
    last = length;
    codes[symbol] = { length, code };
  }
  return codes;
}

export function huffmanText(bytes: Buffer): string {
  let text = '';
  let code = 0;
  let length = 0;
  for (const octet of bytes)
    for (let bit = 7; bit >= 0; bit -= 1) {
      code = code * 2 + ((octet >> bit) & 1);
      length += 1;
      const symbol = length <= LONGEST_READ ? symbols.get(keyOf(length, code)) : undefined;
      if (symbol === undefined) continue;
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  return text;
}
