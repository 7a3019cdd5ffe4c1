// The examples of RFC 7541 appendix C, and blocks that are none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConnectionError, ERROR } from './frames.ts';
import { HeaderDecoder } from './hpack.ts';
import { huffmanText } from './huffman.ts';
import { Heard } from './test-support/heard.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

function decode(decoder: HeaderDecoder, bytes: Buffer): string[] {
  const head = new Heard();
  decoder.decode(bytes, 0, bytes.length, head);
  return head.values;
}

const PLAIN = [
  '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
  '8286 84be 5808 6e6f 2d63 6163 6865',
  '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
];
const HUFFMAN = [
  '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
  '8286 84be 5886 a8eb 1064 9cbf',
  '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
];
for (const [name, blocks] of [
  ['C.3, plain', PLAIN],
  ['C.4, in Huffman code', HUFFMAN],
] as const)
  test(`requests of appendix ${name}`, () => {
    const decoder = new HeaderDecoder();
    const [first = '', second = '', third = ''] = blocks;
    assert.deepEqual(decode(decoder, hex(first)), ['GET', 'http', '/', 'www.example.com']);
    assert.deepEqual(decoder.table, { entries: 1, octets: 57 });
    const host = 'www.example.com';
    assert.deepEqual(decode(decoder, hex(second)), ['GET', 'http', '/', host, 'no-cache']);
    assert.deepEqual(decoder.table, { entries: 2, octets: 110 });
    const last = ['GET', 'https', '/index.html', host, 'custom-value'];
    assert.deepEqual(decode(decoder, hex(third)), last);
    assert.deepEqual(decoder.table, { entries: 3, octets: 164 });
  });

test('responses of appendix C.6: a table of 256 octets lets the oldest go', () => {
  const decoder = new HeaderDecoder();
  const first = decode(
    decoder,
    hex(`3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
         2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`),
  );
  const date = 'Mon, 21 Oct 2013 20:13:21 GMT';
  assert.deepEqual(first, ['302', 'private', date, 'https://www.example.com']);
  assert.deepEqual(decoder.table, { entries: 4, octets: 222 });
  const second = decode(decoder, hex('4883 640e ffc1 c0bf'));
  assert.deepEqual(second, ['307', 'private', date, 'https://www.example.com']);
  assert.deepEqual(decoder.table, { entries: 4, octets: 222 });
  const third = decode(
    decoder,
    hex(`88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad
         94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160
         65c0 03ed 4ee5 b106 3d50 07`),
  );
  assert.equal(third[4], 'gzip');
  assert.equal(third[5], 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1');
  assert.deepEqual(decoder.table, { entries: 3, octets: 215 });
});

test('literals of appendix C.2 are kept, or not', () => {
  const decoder = new HeaderDecoder();
  decode(decoder, hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'));
  assert.deepEqual(decoder.table, { entries: 1, octets: 55 });
  assert.deepEqual(decode(decoder, hex('040c 2f73 616d 706c 652f 7061 7468')), ['/sample/path']);
  const never = hex('1008 7061 7373 776f 7264 0673 6563 7265 74');
  assert.deepEqual(decode(decoder, never), ['secret']);
  assert.deepEqual(decoder.table, { entries: 1, octets: 55 });
});

const BROKEN: readonly (readonly [string, string])[] = [
  ['place 0', '80'],
  ['a place past the table', 'be'],
  ['a number that does not end', 'ffffffffffffffffff'],
  ['a number cut off', 'ff'],
  ['a text longer than its block', '0003 6162'],
  ['a block that ends after a name', '0001 61'],
  ['a table larger than 4096', '3fe2 1f'],
  ['another size within a block', '8220'],
  ['an end of string in Huffman code', '0001 6184 ffff fffc'],
  ['padding of zeros', '0001 6181 00'],
  ['padding of a whole octet', '0001 6182 07ff'],
];
for (const [name, bytes] of BROKEN)
  test(`${name} is a compression error`, () => {
    assert.throws(
      () => decode(new HeaderDecoder(), hex(bytes)),
      (error) => error instanceof ConnectionError && error.code === ERROR.COMPRESSION_ERROR,
    );
  });

test('an entry larger than the table empties it', () => {
  const decoder = new HeaderDecoder();
  decode(decoder, hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'));
  decode(decoder, Buffer.concat([hex('4001 61 7f d91f'), Buffer.alloc(4_184, 0x61)]));
  assert.deepEqual(decoder.table, { entries: 0, octets: 0 });
});

test('any octets are headers or a compression error, and the table keeps its bound', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (blocks) => {
      const decoder = new HeaderDecoder();
      for (const bytes of blocks) {
        try {
          decode(decoder, Buffer.from(bytes));
        } catch (error) {
          if (!(error instanceof ConnectionError)) throw error;
        }
        const { entries, octets } = decoder.table;
        assert.ok(octets <= 4_096 && entries * 32 <= octets && (entries > 0 || octets === 0));
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Rows of RFC 7541 appendix B: octet, code, bits. The lengths of all codes give them; these show it. */
const CODES = [
  [0, 0x1ff8, 13],
  [9, 0xffffea, 24],
  [10, 0x3ffffffc, 30],
  [22, 0x3ffffffe, 30],
  [48, 0x0, 5],
  [97, 0x3, 5],
  [92, 0x7fff0, 19],
  [127, 0xffffffc, 28],
  [128, 0xfffe6, 20],
  [195, 0x7fff1, 19],
  [249, 0xffffffe, 28],
  [255, 0x3ffffee, 26],
] as const;

test('Huffman codes are those of appendix B', () => {
  for (const [octet, code, bits] of CODES) {
    const padded = code
      .toString(2)
      .padStart(bits, '0')
      .padEnd(Math.ceil(bits / 8) * 8, '1');
    const bytes = Buffer.from((padded.match(/.{8}/g) ?? []).map((one) => Number.parseInt(one, 2)));
    assert.equal(huffmanText(bytes), String.fromCharCode(octet), `${octet}`);
  }
});
