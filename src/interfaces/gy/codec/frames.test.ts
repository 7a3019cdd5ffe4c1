import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readCapture } from '../captured-session.ts';
import { FrameCutter } from './frames.ts';

const MAXIMUM_OCTETS = 65_536;
const MESSAGES = readCapture().map(({ bytes }) => bytes);
const STREAM = Buffer.concat(MESSAGES);

function cut(chunks: readonly Buffer[]): Buffer[] {
  const cutter = new FrameCutter(MAXIMUM_OCTETS);
  const messages: Buffer[] = [];
  for (const chunk of chunks) {
    cutter.push(chunk);
    for (let next = cutter.next(); next !== null; next = cutter.next()) messages.push(next);
  }
  assert.equal(cutter.problem, null);
  return messages;
}

function header(version: number, length: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt8(version, 0);
  bytes.writeUIntBE(length, 1, 3);
  return bytes;
}

test('one octet at a time gives every message', () => {
  assert.deepEqual(cut([...STREAM].map((octet) => Buffer.from([octet]))), MESSAGES);
});

test('all messages in one chunk are given where they lie, without a copy', () => {
  const messages = cut([STREAM]);
  assert.deepEqual(messages, MESSAGES);
  assert.ok(messages.every((message) => message.buffer === STREAM.buffer));
});

test('any cuts give the same messages', () => {
  const cuts = fc.array(fc.nat({ max: STREAM.length }), { maxLength: 40 });
  fc.assert(
    fc.property(cuts, (places) => {
      const sorted = [0, ...places.toSorted((a, b) => a - b), STREAM.length];
      const chunks = sorted.slice(1).map((end, index) => STREAM.subarray(sorted[index] ?? 0, end));
      assert.deepEqual(cut(chunks), MESSAGES);
    }),
  );
});

test('the longest message in chunks of one octet takes time in step with its length', () => {
  const cutter = new FrameCutter(16_000_000);
  const length = 4_000_000;
  const octet = Buffer.alloc(1);
  const startedAt = performance.now();
  cutter.push(header(1, length));
  let messages = 0;
  for (let sent = 20; sent < length; sent += 1) {
    cutter.push(octet);
    if (cutter.next() !== null) messages += 1;
  }
  assert.equal(messages, 1);
  // Copying what came before with each octet would move eight terabytes.
  assert.ok(performance.now() - startedAt < 10_000);
});

for (const [what, bytes, code] of [
  ['of another version', header(2, 20), 5011],
  ['shorter than a header', header(1, 16), 5015],
  ['of a length that is no multiple of four', header(1, 22), 5015],
  ['longer than allowed', header(1, MAXIMUM_OCTETS + 4), 5015],
] as const)
  test(`a message ${what} loses the stream`, () => {
    for (const chunks of [[bytes], [bytes.subarray(0, 7), bytes.subarray(7)]]) {
      const cutter = new FrameCutter(MAXIMUM_OCTETS);
      for (const chunk of chunks) cutter.push(chunk);
      assert.equal(cutter.next(), null);
      assert.equal(cutter.problem?.resultCode, code);
      cutter.push(STREAM);
      assert.equal(cutter.next(), null);
    }
  });

test('a message of the longest length allowed is taken', () => {
  const cutter = new FrameCutter(MAXIMUM_OCTETS);
  cutter.push(header(1, MAXIMUM_OCTETS));
  cutter.push(Buffer.alloc(MAXIMUM_OCTETS - 20));
  assert.equal(cutter.next()?.length, MAXIMUM_OCTETS);
  assert.equal(cutter.inMidMessage, false);
});
