// A message taken apart completely and put together again. The door never does this: it is for the
// client, for tests and for whoever wants to look at a capture.

import { AVP_FLAG_MANDATORY, type AvpCursor } from './avp.ts';
import { leastOctets, mostOctets, tgpp, type AvpDefinition } from './definition.ts';
import { avpsOf, type Message, type MessageHeader } from './message.ts';
import { MessageWriter } from './writer.ts';
import { unreachable } from '../../../kernel/public.ts';

/** A value whose length does not fit its type is given as the octets that came. */
export type AvpTree = {
  readonly definition: AvpDefinition;
  readonly mandatory: boolean;
  readonly value: number | bigint | string | Buffer | readonly AvpTree[];
};

export function readTree(message: Message): readonly AvpTree[] {
  return readRun(avpsOf(message));
}

export function writeTree(header: MessageHeader, avps: readonly AvpTree[]): Buffer {
  const writer = new MessageWriter().begin(header);
  for (const avp of avps) writeAvp(writer, avp);
  return writer.finish();
}

/** The first AVP of that name, at any depth; its value, or undefined. */
export function valueIn(avps: readonly AvpTree[], name: string): AvpTree['value'] | undefined {
  for (const { definition, value } of avps) {
    if (definition.name === name) return value;
    const inner = Array.isArray(value) ? valueIn(value as readonly AvpTree[], name) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function readRun(cursor: AvpCursor): readonly AvpTree[] {
  const avps: AvpTree[] = [];
  while (cursor.next()) {
    const definition = cursor.definition ?? unknown(cursor.code, cursor.vendor);
    const mandatory = (cursor.flags & AVP_FLAG_MANDATORY) !== 0;
    avps.push({ definition, mandatory, value: readValue(cursor, definition) });
  }
  return avps;
}

function readValue(cursor: AvpCursor, definition: AvpDefinition): AvpTree['value'] {
  const avp = cursor.avp();
  const octets = avp.data().length;
  if (octets < leastOctets(definition.type) || octets > mostOctets(definition.type))
    return avp.data();
  switch (definition.type) {
    case 'Unsigned32':
    case 'Time':
      return avp.unsigned32();
    case 'Integer32':
    case 'Enumerated':
      return avp.data().readInt32BE();
    case 'Unsigned64':
      return avp.unsigned64();
    case 'Integer64':
      return avp.data().readBigInt64BE();
    case 'UTF8String':
    case 'DiameterIdentity':
    case 'DiameterURI':
      return avp.text();
    case 'Grouped':
      return readRun(cursor.children());
    case 'OctetString':
    case 'Address':
      return avp.data();
    default:
      return unreachable(definition.type);
  }
}

function writeAvp(writer: MessageWriter, { definition, mandatory, value }: AvpTree): void {
  if (Array.isArray(value)) {
    const group = writer.open(definition, mandatory);
    for (const inner of value as readonly AvpTree[]) writeAvp(writer, inner);
    writer.close(group);
  } else {
    writer.data(
      definition,
      encodeValue(definition, value as number | bigint | string | Buffer),
      mandatory,
    );
  }
}

function encodeValue(definition: AvpDefinition, value: number | bigint | string | Buffer): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  const encoded = Buffer.alloc(definition.type.endsWith('64') ? 8 : 4);
  if (definition.type === 'Integer64') encoded.writeBigInt64BE(BigInt(value));
  else if (encoded.length === 8) encoded.writeBigUInt64BE(BigInt(value));
  else if (value < 0) encoded.writeInt32BE(Number(value));
  else encoded.writeUInt32BE(Number(value));
  return encoded;
}

const unknown = (code: number, vendor: number): AvpDefinition => ({
  ...tgpp(code, `AVP-${code}`, 'OctetString'),
  vendor,
});
