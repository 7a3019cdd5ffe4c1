// The one pass over every AVP of a request, before anything is read from it: lengths, bits, and
// whether each AVP that must be understood is (RFC 6733 clauses 4.1 and 7.1.5). After it, readers may
// trust every length.

import { AVP_FLAG_MANDATORY, AVP_FLAG_VENDOR, AVP_HEADER_OCTETS, type AvpCursor } from './avp.ts';
import { leastOctets, mostOctets, type AvpDefinition } from './definition.ts';
import { definitionOf } from './dictionary.ts';
import { avpsOf, type Message } from './message.ts';
import { resultCode, type Problem } from './problem.ts';

export type AvpLimits = {
  /** AVPs in one message, those in groups counted too. */
  readonly maximumAvps: number;
  /** Groups within groups. Gy itself goes five deep. */
  readonly maximumNesting: number;
};

/** The first problem in the AVPs of a request, or null. */
export function checkAvps(message: Message, limits: AvpLimits): Problem | null {
  return new AvpCheck(limits).run(avpsOf(message), limits.maximumNesting);
}

class AvpCheck {
  readonly #limits: AvpLimits;
  #left: number;

  constructor(limits: AvpLimits) {
    this.#limits = limits;
    this.#left = limits.maximumAvps;
  }

  run(cursor: AvpCursor, nestingLeft: number): Problem | null {
    while (cursor.next()) {
      this.#left -= 1;
      if (this.#left < 0) return tooMany(this.#limits);
      const { definition } = cursor;
      const problem =
        definition === undefined
          ? checkUnknown(cursor)
          : (checkBits(cursor, definition) ?? checkLength(cursor, definition));
      if (problem !== null) return problem;
      if (definition?.type === 'Grouped') {
        if (nestingLeft === 0) return tooDeep(this.#limits);
        const inner = this.run(cursor.children(), nestingLeft - 1);
        if (inner !== null) return inner;
      }
    }
    return cursor.malformed ? impossibleLength(cursor) : null;
  }
}

/** An unknown AVP is passed over, unless its sender says that it must be understood. */
function checkUnknown(cursor: AvpCursor): Problem | null {
  if ((cursor.flags & AVP_FLAG_MANDATORY) === 0) return null;
  return {
    resultCode: resultCode.avpUnsupported,
    message: `AVP ${cursor.code} of vendor ${cursor.vendor} must be understood and is not`,
    failedAvp: cursor.avp().whole(),
  };
}

function checkBits(cursor: AvpCursor, definition: AvpDefinition): Problem | null {
  if (definition.mandatory === 'may') return null;
  const isMandatory = (cursor.flags & AVP_FLAG_MANDATORY) !== 0;
  if (isMandatory === (definition.mandatory === 'must')) return null;
  return {
    resultCode: resultCode.invalidAvpBits,
    message: `${definition.name} ${definition.mandatory === 'must' ? 'needs' : 'forbids'} the M bit`,
    failedAvp: cursor.avp().whole(),
  };
}

function checkLength(cursor: AvpCursor, definition: AvpDefinition): Problem | null {
  const octets = cursor.dataEnd - cursor.dataStart;
  const { type } = definition;
  if (octets >= leastOctets(type) && octets <= mostOctets(type)) return null;
  return {
    resultCode: resultCode.invalidAvpLength,
    message: `${definition.name} cannot have ${octets} octets`,
    failedAvp: cursor.avp().whole(),
  };
}

/**
 * The length runs out of its message or does not even cover the header: what can be shown is the
 * header, made whole, with the length of the least value of its type (RFC 6733 clause 7.1.5).
 */
function impossibleLength(cursor: AvpCursor): Problem {
  const there = cursor.bytes.subarray(cursor.start, cursor.end);
  const header = Buffer.alloc(AVP_HEADER_OCTETS + 4);
  there.copy(header, 0, 0, header.length);
  const hasVendor = (header.readUInt8(4) & AVP_FLAG_VENDOR) !== 0;
  const vendor = hasVendor ? header.readUInt32BE(8) : 0;
  const definition = definitionOf(header.readUInt32BE(0), vendor);
  const headerOctets = hasVendor ? AVP_HEADER_OCTETS + 4 : AVP_HEADER_OCTETS;
  const length = headerOctets + (definition === undefined ? 0 : leastOctets(definition.type));
  header.writeUIntBE(length, 5, 3);
  return {
    resultCode: resultCode.invalidAvpLength,
    message: `${definition?.name ?? 'an AVP'} has a length that cannot be`,
    failedAvp: Buffer.concat([
      header.subarray(0, headerOctets),
      Buffer.alloc(length - headerOctets),
    ]),
  };
}

const tooMany = (limits: AvpLimits): Problem => ({
  resultCode: resultCode.unableToComply,
  message: `more than ${limits.maximumAvps} AVPs`,
});

const tooDeep = (limits: AvpLimits): Problem => ({
  resultCode: resultCode.unableToComply,
  message: `AVPs nested deeper than ${limits.maximumNesting}`,
});
