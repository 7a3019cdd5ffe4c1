// The published files of an interface, where they are at hand, to check ourselves against. Their text is
// not ours to ship, so without them the checks are passed over, and say so.

import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

const FOLDER = new URL('../../../shared/standards/', import.meta.url);

export type Published = {
  /** Throws, naming what is wrong, unless `value` is what the file calls `schema`. */
  check(schema: string, value: unknown): void;
  /** Whether the file knows an answer with this status, or leaves others open. */
  knows(path: string, method: string, status: number): boolean;
};

type Document = {
  readonly paths: {
    readonly [path: string]: {
      readonly [method: string]: { readonly responses: { readonly [status: string]: unknown } };
    };
  };
};

/** False when the file is there, else why the check is passed over. */
export const missing = (name: string): false | string =>
  existsSync(new URL(name, FOLDER)) ? false : `${name} is not in ../shared/standards`;

export function readPublished(name: string): Published {
  const document = parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Document;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'published');
  const checks = new Map<string, ValidateFunction>();
  return {
    check(schema, value) {
      const check =
        checks.get(schema) ?? ajv.compile({ $ref: `published#/components/schemas/${schema}` });
      checks.set(schema, check);
      if (!check(value))
        throw new Error(
          `no ${schema}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(value, undefined, 2)}`,
        );
    },
    knows(path, method, status) {
      const responses = document.paths[path]?.[method]?.responses ?? {};
      return String(status) in responses || 'default' in responses;
    },
  };
}
