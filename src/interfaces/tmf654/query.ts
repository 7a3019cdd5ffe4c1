// What a list is asked for (TMF630): which fields, which page, in which order, and which of all.

import { accept, refuse, type Result } from '../../kernel/public.ts';
import type { TmfRefusal } from './error.ts';

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';

/** `status=completed,failed` is either; `amount.amount.gt=5` is more than 5. */
export type Condition = {
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly values: readonly string[];
};

export type Order = { readonly path: readonly string[]; readonly descending: boolean };

export type ListQuery = {
  /** Undefined: all. */
  readonly fields: readonly string[] | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly orders: readonly Order[];
  readonly conditions: readonly Condition[];
};

const USUAL_PAGE = 100;
const LARGEST_PAGE = 1_000;
const LARGEST_OFFSET = 1_000_000;
const PARAMETERS = 20;
const PATH = /^@?[A-Za-z]\w*(\.@?[A-Za-z]\w*){0,5}$/;

type Refusal = Extract<TmfRefusal, { code: 'query_malformed' }>;

const wrong = (parameter: string, expected: string) =>
  refuse({
    code: 'query_malformed',
    parameter: parameter.slice(0, 80),
    expected,
  } satisfies Refusal);

export function readQuery(text: string): Result<ListQuery, Refusal> {
  const given = [...new URLSearchParams(text)];
  if (given.length > PARAMETERS) return wrong('?', `at most ${PARAMETERS} parameters`);
  const conditions: Condition[] = [];
  const orders: Order[] = [];
  let fields: readonly string[] | undefined;
  let offset = 0;
  let limit = USUAL_PAGE;
  for (const [name, value] of given)
    if (name === 'fields') fields = value.split(',').filter((field) => field !== '');
    else if (name === 'offset') {
      offset = Number(value);
      if (!isCount(value) || offset > LARGEST_OFFSET)
        return wrong(name, `a whole number up to ${LARGEST_OFFSET}`);
    } else if (name === 'limit') {
      limit = Number(value);
      if (!isCount(value) || limit < 1) return wrong(name, 'a whole number above 0');
    } else if (name === 'sort') {
      for (const word of value.split(',')) {
        const [, sign, path] = /^([-+ ]?)(.*)$/s.exec(word) ?? [];
        if (path === undefined || !PATH.test(path)) return wrong(name, 'names of fields');
        orders.push({ path: path.split('.'), descending: sign === '-' });
      }
    } else {
      if (!PATH.test(name)) return wrong(name, 'a name of a field');
      conditions.push(conditionOf(name, value));
    }
  return accept({ fields, offset, limit: Math.min(limit, LARGEST_PAGE), orders, conditions });
}

const isCount = (value: string): boolean => /^\d{1,9}$/.test(value);

function conditionOf(name: string, value: string): Condition {
  const path = name.split('.');
  const last = path.at(-1) ?? '';
  const operator = OPERATORS.find((known) => known === last);
  return operator === undefined || path.length === 1
    ? { path, operator: 'eq', values: value.split(',') }
    : { path: path.slice(0, -1), operator, values: [value] };
}
const OPERATORS: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];

/** Whether a resource is among those asked for. */
export const matches = (resource: object, conditions: readonly Condition[]): boolean =>
  conditions.every(({ path, operator, values }) => {
    const found = valuesAt(resource, path);
    return operator === 'ne'
      ? !found.some((one) => values.some((value) => compare(one, value) === 0))
      : found.some((one) => values.some((value) => HOLDS[operator](compare(one, value))));
  });

const HOLDS: { readonly [operator in Exclude<Operator, 'ne'>]: (order: number) => boolean } = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

/** In an array, each of its items is looked into. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined || value === null ? [] : [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  return valuesAt((value as { readonly [name: string]: unknown })[name], rest);
}

/** Negative, 0 or positive; NaN, which nothing holds of, for values that cannot be compared. */
function compare(one: unknown, text: string): number {
  if (typeof one === 'number') return one - Number(text);
  if (typeof one === 'boolean') return String(one) === text ? 0 : NaN;
  if (typeof one !== 'string') return NaN;
  // Instants may be written in several ways that mean the same.
  if (DATE_TIME.test(one) && DATE_TIME.test(text)) return Date.parse(one) - Date.parse(text);
  return one === text ? 0 : one < text ? -1 : 1;
}
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export const inOrder =
  (orders: readonly Order[]) =>
  (left: object, right: object): number => {
    for (const { path, descending } of orders) {
      const [one] = valuesAt(left, path);
      const [other] = valuesAt(right, path);
      // What has no such field comes last, whichever way the others are sorted.
      if (one === undefined || other === undefined) {
        if (one !== other) return one === undefined ? 1 : -1;
        continue;
      }
      const isPlain = typeof other === 'string' || typeof other === 'number';
      const order = isPlain ? compare(one, String(other)) || 0 : 0;
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };

/** Only the fields that were asked for; id and href always. */
export function only<Resource extends object>(
  resource: Resource,
  fields: readonly string[] | undefined,
): Partial<Resource> {
  if (fields === undefined) return resource;
  const wanted = new Set(['id', 'href', ...fields.map((field) => field.split('.')[0])]);
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => wanted.has(name)),
  ) as Partial<Resource>;
}
