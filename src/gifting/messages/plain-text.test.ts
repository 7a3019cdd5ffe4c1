import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_LIMITS, plainText } from './plain-text.ts';

const said = (text: string): string => {
  const plain = plainText(text, MESSAGE_LIMITS);
  return plain.ok ? plain.value : plain.refusal.code;
};

const TABLE: readonly (readonly [what: string, given: string, expected: string])[] = [
  ['markup, which is shown as it is', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['spaces around', '  hello \n', 'hello'],
  ['nothing', '   ', ''],
  ['Windows line ends', 'a\r\nb', 'a\nb'],
  ['a family of four', '👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['Persian with a joiner', 'می‌خواهم', 'می‌خواهم'],
  ['Arabic', 'شكرا', 'شكرا'],
  ['an accent written apart', 'cafe\u0301', 'café'],
  ['an override of direction', 'abc\u202Edef', 'message_not_plain'],
  ['an isolate', '\u2066abc\u2069', 'message_not_plain'],
  ['a mark of direction', 'abc\u200F', 'message_not_plain'],
  ['an escape', 'a\u001b[31m', 'message_not_plain'],
  ['a null', 'a\u0000b', 'message_not_plain'],
  ['a byte order mark within', 'a\ufeffb', 'message_not_plain'],
  ['a private character', 'a\ue000b', 'message_not_plain'],
  ['half a pair', 'a\ud800b', 'message_not_plain'],
  ['a heap of accents', `a${'\u0301'.repeat(30)}`, 'message_not_plain'],
  ['six lines', 'a\nb\nc\nd\ne\nf', 'message_not_plain'],
  ['200 characters', '漢'.repeat(200), '漢'.repeat(200)],
  ['200 families', '👩‍👩‍👧'.repeat(200), '👩‍👩‍👧'.repeat(200)],
  ['201 characters', 'x'.repeat(201), 'message_too_long'],
  ['10,000 characters', 'x'.repeat(10_000), 'message_too_long'],
];

for (const [what, given, expected] of TABLE)
  test(`plain text: ${what}`, () => assert.equal(said(given), expected));
