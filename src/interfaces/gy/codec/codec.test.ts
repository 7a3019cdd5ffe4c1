import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { unreachable } from '../../../kernel/public.ts';
import { readCapture } from '../captured-session.ts';
import { base } from './avps-base.ts';
import { creditControl } from './avps-credit-control.ts';
import { findAvp } from './avp.ts';
import type { AvpDefinition } from './definition.ts';
import { allDefinitions } from './dictionary.ts';
import { avpsOf, readMessage, type MessageHeader } from './message.ts';
import { readTree, writeTree, type AvpTree } from './tree.ts';
import { decodeAddress, encodeAddress } from './address.ts';
import { MessageWriter } from './writer.ts';

const HEADER: MessageHeader = {
  flags: 0xc0,
  command: 272,
  application: 4,
  hopByHop: 1,
  endToEnd: 2,
};

const unsigned32 = fc.integer({ min: 0, max: 0xffff_ffff });
const signed32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

/** Numbers where they are exact, bigints above. */
const unsigned64 = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value));

const octetString = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

function valueOf(definition: AvpDefinition, depth: number): fc.Arbitrary<AvpTree['value']> {
  switch (definition.type) {
    case 'Unsigned32':
    case 'Time':
      return unsigned32;
    case 'Integer32':
    case 'Enumerated':
      return signed32;
    case 'Unsigned64':
      return unsigned64;
    case 'Integer64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'UTF8String':
    case 'DiameterIdentity':
    case 'DiameterURI':
      return fc.string({ unit: 'grapheme', maxLength: 30 });
    case 'Grouped':
      return depth === 0 ? fc.constant([]) : fc.array(anyAvp(depth - 1), { maxLength: 4 });
    case 'Address':
    case 'OctetString':
      return octetString;
    default:
      return unreachable(definition.type);
  }
}

function anyAvp(depth: number): fc.Arbitrary<AvpTree> {
  return fc
    .tuple(fc.constantFrom(...allDefinitions()), fc.boolean())
    .chain(([definition, mandatory]) =>
      valueOf(definition, depth).map((value) => ({ definition, mandatory, value })),
    );
}

test('any tree of known AVPs survives writing and reading', () => {
  fc.assert(
    fc.property(fc.array(anyAvp(3), { maxLength: 8 }), (avps) => {
      const message = readMessage(writeTree(HEADER, avps));
      assert.deepEqual(readTree(message), avps);
      assert.equal(message.bytes.readUIntBE(1, 3), message.bytes.length);
      assert.equal(message.bytes.length % 4, 0);
    }),
    { numRuns: 500 },
  );
});

test('any header survives writing and reading', () => {
  const header = fc.record(
    {
      flags: fc.integer({ min: 0, max: 255 }),
      command: fc.integer({ min: 0, max: 0xff_ffff }),
      application: unsigned32,
      hopByHop: unsigned32,
      endToEnd: unsigned32,
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(header, (fields) => {
      const { bytes: _bytes, ...read } = readMessage(writeTree(fields, []));
      assert.deepEqual(read, fields);
    }),
  );
});

test('the captured messages read and write back to the same octets', () => {
  const capture = readCapture();
  assert.equal(capture.length, 14);
  for (const { bytes } of capture) {
    const message = readMessage(bytes);
    assert.equal(writeTree(message, readTree(message)).toString('hex'), bytes.toString('hex'));
  }
});

test('the dictionary knows every AVP of the capture', () => {
  const unknown = new Set<string>();
  const visit = (avps: readonly AvpTree[]): void => {
    for (const { definition, value } of avps) {
      if (definition.name.startsWith('AVP-')) unknown.add(definition.name);
      if (Array.isArray(value)) visit(value as AvpTree[]);
    }
  };
  for (const { bytes } of readCapture()) visit(readTree(readMessage(bytes)));
  assert.deepEqual([...unknown], []);
});

test('a 64-bit amount is a number up to 2^53 - 1 and a bigint past it', () => {
  const amounts: readonly (number | bigint)[] = [
    0,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    2n ** 53n,
    2n ** 64n - 1n,
  ];
  for (const amount of amounts) {
    const bytes = new MessageWriter()
      .begin(HEADER)
      .unsigned64(creditControl.totalOctets, amount)
      .finish();
    const avp = findAvp(avpsOf(readMessage(bytes)), creditControl.totalOctets);
    assert.equal(avp?.unsigned64(), amount);
  }
});

test('addresses are written with their family first', () => {
  assert.equal(encodeAddress('127.0.0.1').toString('hex'), '00017f000001');
  assert.equal(encodeAddress('::1').toString('hex'), `0002${'0'.repeat(31)}1`);
  assert.equal(
    encodeAddress('2001:db8::5:0:1').toString('hex'),
    '000220010db8000000000000000500000001',
  );
  assert.equal(
    encodeAddress('::ffff:10.45.0.2').toString('hex'),
    '000200000000000000000000ffff0a2d0002',
  );
});

test('an address reads back as it is written the short way', () => {
  for (const address of ['127.0.0.1', '::1', '2001:db8::5:0:1'])
    assert.equal(decodeAddress(encodeAddress(address)), address);
  for (const odd of ['0003', '00017f0000', '0008616263'])
    assert.equal(decodeAddress(Buffer.from(odd, 'hex')), null);
});

test('a writer that outgrows its buffer keeps what it wrote', () => {
  const long = 'x'.repeat(10_000);
  const writer = new MessageWriter().begin(HEADER).text(base.sessionId, 'first');
  const tree = readTree(readMessage(writer.text(base.errorMessage, long).finish()));
  assert.deepEqual(
    tree.map(({ value }) => value),
    ['first', long],
  );
});

test('padding is zeros, also where an earlier message left other octets', () => {
  const writer = new MessageWriter();
  writer.begin(HEADER).text(base.sessionId, '\u00ff'.repeat(64)).finish();
  const bytes = writer.begin(HEADER).text(base.sessionId, 'a').finish();
  assert.equal(bytes.subarray(-4).toString('hex'), '61000000');
});
