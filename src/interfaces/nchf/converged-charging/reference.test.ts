import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createReferences, type Reference } from './reference.ts';

const references = createReferences(Buffer.alloc(32, 7));

const digits = (shortest: number, longest: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: shortest, maxLength: longest })
    .map((each) => each.join(''));
const plain = { noNullPrototype: true };
const anyReference: fc.Arbitrary<Reference> = fc.record(
  {
    subscriber: fc.oneof(
      fc.record({ imsi: digits(6, 15) }, plain),
      fc.record({ msisdn: digits(5, 15) }, plain),
    ),
    network: fc.option(digits(5, 6), { nil: undefined }),
  },
  plain,
);

test('a reference tells the line and the network that it was made with, and shows neither', () => {
  fc.assert(
    fc.property(anyReference, fc.string(), (reference, fact) => {
      const text = references.make(reference, [fact]);
      assert.deepEqual(references.read(text), reference);
      assert.equal(references.make(reference, [fact]), text, 'the same again');
      const name = reference.subscriber.imsi ?? reference.subscriber.msisdn ?? '';
      assert.ok(name.length < 6 || !text.includes(name));
    }),
  );
});

test('sessions of one line have different references', () => {
  const reference = { subscriber: { imsi: '001010000000001' }, network: '00101' };
  const made = Array.from({ length: 10_000 }, (_, id) => references.make(reference, [id]));
  assert.equal(new Set(made).size, made.length);
});

test('what another store made, or somebody made up, is hardly ever read as ours, and never throws', () => {
  const others = createReferences(Buffer.alloc(32, 8));
  let taken = 0;
  for (let id = 0; id < 10_000; id += 1) {
    const text = others.make({ subscriber: { imsi: '001010000000001' }, network: '00101' }, [id]);
    if (references.read(text) !== undefined) taken += 1;
  }
  assert.ok(taken < 20, `${taken} of 10000`);
  fc.assert(fc.property(fc.string(), (text) => void references.read(text)));
});
