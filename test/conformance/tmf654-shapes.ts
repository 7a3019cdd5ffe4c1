// The published TMF654 file, where it is at hand, to check answers against. Its text is not ours to ship.

import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const FILE = new URL(
  '../../../shared/standards/TMF654-PrepayBalance-v4.0.0.swagger.json',
  import.meta.url,
);

type Swagger = {
  readonly paths: {
    readonly [path: string]: {
      readonly [method: string]: {
        readonly responses: {
          readonly [status: string]: { readonly schema?: object };
        };
      };
    };
  };
  readonly definitions: object;
};

export type Shapes = {
  /** Throws unless this is what the file says that the operation answers with this status. */
  checkAnswer(path: string, method: string, status: number, body: unknown): void;
  checkDefinition(name: string, value: unknown): void;
  /** Every operation that a server of this API has: `post /topupBalance`. */
  readonly operations: readonly string[];
};

/** A listener is the client's own: it is what events are sent to. */
const IS_OURS = (path: string): boolean => !path.startsWith('/listener/');

/** Statuses that any API may add to those of the file. */
const ADDED = new Set([422, 429, 503]);

/** Undefined when the file is not there; `whyNot` says so. */
export function readShapes(): Shapes | undefined {
  if (!existsSync(FILE)) return undefined;
  const swagger = JSON.parse(readFileSync(FILE, 'utf8')) as Swagger;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('float', true);
  ajv.addSchema(swagger, 'tmf654');
  const compiled = new Map<string, ValidateFunction>();
  const check = (pointer: string, value: unknown): void => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `tmf654#${pointer}` });
    compiled.set(pointer, validate);
    if (!validate(value))
      throw new Error(
        `not as ${pointer}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value, null, 2)}`,
      );
  };
  return {
    operations: Object.entries(swagger.paths)
      .filter(([path]) => IS_OURS(path))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)),
    checkDefinition: (name, value) => check(`/definitions/${name}`, value),
    checkAnswer(path, method, status, body) {
      const responses = swagger.paths[path]?.[method]?.responses ?? {};
      const response = responses[String(status)];
      if (response === undefined) {
        if (!ADDED.has(status))
          throw new Error(`${method} ${path} answers ${status}, which the file does not have`);
        check('/definitions/Error', body);
      } else if (response.schema !== undefined) {
        const place = ['paths', path, method, 'responses', String(status), 'schema'];
        check(
          `/${place.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`,
          body,
        );
      } else if (body !== undefined) throw new Error(`${method} ${path} ${status} has no body`);
    },
  };
}

export const whyNot = 'TMF654-PrepayBalance-v4.0.0.swagger.json is not in ../shared/standards';
