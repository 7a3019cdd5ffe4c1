// HPACK's Huffman code (RFC 7541 appendix B). It is canonical: codes follow each other in the order of their
// lengths, and among equals of their symbols, so the lengths alone say all of it.

/** The length in bits of each octet's code, 16 a row; after them that of the end of a string. */
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
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];
const END_OF_STRING = 256;
const MOST_PADDING = 7;

/**
 * The code as a tree: two numbers a node, where each bit leads. A number below zero is a symbol, less one;
 * above zero, another node. 257 leaves hang on 256 nodes.
 */
const TREE = treeOf(LENGTHS);

function treeOf(lengths: readonly number[]): Int16Array {
  const tree = new Int16Array((lengths.length - 1) * 2);
  let nodes = 1;
  let code = 0;
  let before = 0;
  const order = lengths
    .map((length, symbol) => ({ length, symbol }))
    .toSorted((left, right) => left.length - right.length || left.symbol - right.symbol);
  for (const { length, symbol } of order) {
    code = before === 0 ? 0 : (code + 1) * 2 ** (length - before);
    before = length;
    let node = 0;
    for (let bit = length - 1; bit > 0; bit -= 1) {
      const at = node * 2 + ((code >>> bit) & 1);
      if (tree[at] === 0) {
        tree[at] = nodes;
        nodes += 1;
      }
      node = tree[at] ?? 0;
    }
    tree[node * 2 + (code & 1)] = -symbol - 1;
  }
  return tree;
}

/** Longer than any text that a header list of 16 KiB has room for would come to. */
const scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * The text from `start` up to `end`, or undefined where it is no Huffman code: padded by more than seven
 * bits or by others than ones, or with an end of string in it (RFC 7541 clause 5.2). An octet is a letter.
 */
export function huffmanText(bytes: Buffer, start = 0, end = bytes.length): string | undefined {
  let length = 0;
  let node = 0;
  let depth = 0;
  let onlyOnes = true;
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = (octet >> bit) & 1;
      const next = TREE[node * 2 + one] ?? 0;
      if (next >= 0) {
        node = next;
        depth += 1;
        onlyOnes &&= one === 1;
        continue;
      }
      const symbol = -next - 1;
      if (symbol === END_OF_STRING || length === scratch.length) return undefined;
      scratch[length] = symbol;
      length += 1;
      node = 0;
      depth = 0;
      onlyOnes = true;
    }
  }
  if (depth > MOST_PADDING || !onlyOnes) return undefined;
  return scratch.toString('latin1', 0, length);
}
