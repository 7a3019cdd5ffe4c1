// Values of a shape, for property tests: as much of JSON Schema as our shapes are written in.

import fc from 'fast-check';
import type { TSchema } from 'typebox';

type Node = {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly properties?: { readonly [name: string]: Node };
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
};

const PLAIN = { noNullPrototype: true } as const;

export const arbitraryOf = (schema: TSchema): fc.Arbitrary<object> =>
  valueOf(schema) as fc.Arbitrary<object>;

function valueOf(node: Node): fc.Arbitrary<unknown> {
  if ('const' in node) return fc.constant(node.const);
  if (node.anyOf !== undefined) return fc.oneof(...node.anyOf.map(valueOf));
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.maxSafeNat().map((drawn) => spread(drawn, node.minimum ?? 0, node.maximum ?? 0));
    case 'string':
      return textOf(node);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = 3 } = node;
      return fc.array(valueOf(items), { minLength: minItems, maxLength: maxItems });
    }
    case 'object': {
      const members = Object.entries(node.properties ?? {});
      const model = Object.fromEntries(members.map(([name, member]) => [name, valueOf(member)]));
      return fc.record(model, { ...PLAIN, requiredKeys: [...(node.required ?? [])] });
    }
    default:
      throw new Error(`no values for ${JSON.stringify(node)}`);
  }
}

/** Often small, often at an end, seldom anything between. */
function spread(drawn: number, least: number, most: number): number {
  const span = most - least + 1;
  switch (drawn % 4) {
    case 0:
      return least + (drawn % Math.min(span, 10));
    case 1:
      return most - (drawn % Math.min(span, 10));
    default:
      return least + (drawn % span);
  }
}

function textOf({ format, pattern }: Node): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2038-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string();
}
