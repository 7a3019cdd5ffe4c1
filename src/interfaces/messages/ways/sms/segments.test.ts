import assert from 'node:assert/strict';
import { test } from 'node:test';
import smpp from 'smpp';
import { segmentsOf } from './segments.ts';

const HEADER = 6;

/** What a phone shows: segments in order, their headers taken off. */
function read(text: string, reference = 7): string {
  const { alphabet, segments } = segmentsOf(text, reference);
  const coding = alphabet === 'gsm7' ? smpp.encodings.ASCII : smpp.encodings.UCS2;
  if (segments.length === 1) return coding.decode(segments[0] ?? Buffer.alloc(0));
  return segments
    .map((segment, index) => {
      assert.deepEqual(
        [...segment.subarray(0, HEADER)],
        [5, 0, 3, reference, segments.length, index + 1],
      );
      assert.ok(segment.length <= (alphabet === 'gsm7' ? HEADER + 153 : HEADER + 134));
      return coding.decode(segment.subarray(HEADER));
    })
    .join('');
}

test('a text of the GSM alphabet goes as one message up to 160 septets, then in pieces of 153', () => {
  assert.equal(segmentsOf('a'.repeat(160), 0).segments.length, 1);
  assert.equal(segmentsOf('a'.repeat(161), 0).segments.length, 2);
  assert.equal(segmentsOf('a'.repeat(306), 0).segments.length, 2);
  assert.equal(segmentsOf('a'.repeat(307), 0).segments.length, 3);
});

test('an extension character counts twice and is never cut in two', () => {
  assert.equal(segmentsOf('€'.repeat(80), 0).segments.length, 1);
  assert.equal(segmentsOf('€'.repeat(81), 0).segments.length, 2);
  const odd = `${'a'.repeat(152)}${'€'.repeat(20)}`;
  assert.equal(read(odd), odd);
});

test('Chinese goes as UCS-2, 70 at once and 67 in pieces, and no surrogate pair is cut', () => {
  assert.equal(segmentsOf('流'.repeat(70), 0).alphabet, 'ucs2');
  assert.equal(segmentsOf('流'.repeat(70), 0).segments.length, 1);
  assert.equal(segmentsOf('流'.repeat(71), 0).segments.length, 2);
  const pairs = `${'流'.repeat(66)}${'𠮷'.repeat(40)}`;
  assert.equal(read(pairs), pairs);
});

test('typography that the GSM alphabet lacks does not halve what fits', () => {
  const text = 'M••• T. l’a donné : 1,5\u00a0Go — “merci”…';
  assert.equal(segmentsOf(text, 0).alphabet, 'gsm7');
  assert.equal(read(text), 'M*** T. l\'a donné : 1,5 Go - "merci"...');
});

test('an escape in a text is no way to say other characters', () => {
  assert.equal(segmentsOf('\u001be', 0).alphabet, 'ucs2');
});
