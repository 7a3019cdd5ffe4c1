// Gives one page of a list. Filters that the store has an index for are left to it. The others are tried on
// each resource, of which a list looks at ten thousand at most: past that it says so, and never leaves out.

import { accept, refuse, type Result } from '../../kernel/public.ts';
import type { TmfRefusal } from './error.ts';
import { inOrder, matches, only, type Condition, type ListQuery } from './query.ts';

/** What the store can be asked for. Each is one value that a resource has. */
export type Sought = { readonly [field: string]: string };

export type Source<Resource extends object> = {
  /** Fields, with dots, that the store itself finds by. */
  readonly sought: readonly string[];
  count(sought: Sought): Promise<number>;
  /** In an order that stays the same from page to page. */
  read(sought: Sought, page: { offset: number; limit: number }): Promise<readonly Resource[]>;
};

export type Page<Resource extends object> = {
  readonly total: number;
  readonly resources: readonly Partial<Resource>[];
};

const LOOKED_AT = 10_000;

export async function listPage<Resource extends object>(
  source: Source<Resource>,
  query: ListQuery,
): Promise<Result<Page<Resource>, Extract<TmfRefusal, { code: 'list_too_wide' }>>> {
  const { offset, limit, fields, orders } = query;
  const { sought, others } = divide(source, query.conditions);
  if (others.length === 0 && orders.length === 0) {
    const [total, resources] = await Promise.all([
      source.count(sought),
      source.read(sought, { offset, limit }),
    ]);
    return accept({ total, resources: resources.map((resource) => only(resource, fields)) });
  }
  const found = await source.read(sought, { offset: 0, limit: LOOKED_AT + 1 });
  if (found.length > LOOKED_AT) return refuse({ code: 'list_too_wide', limit: LOOKED_AT });
  const wanted = found.filter((resource) => matches(resource, others)).toSorted(inOrder(orders));
  const shown = wanted.slice(offset, offset + limit);
  return accept({
    total: wanted.length,
    resources: shown.map((resource) => only(resource, fields)),
  });
}

function divide<Resource extends object>(
  source: Source<Resource>,
  conditions: readonly Condition[],
): { readonly sought: Sought; readonly others: readonly Condition[] } {
  const sought: { [field: string]: string } = {};
  const others: Condition[] = [];
  for (const condition of conditions) {
    const field = condition.path.join('.');
    const [value] = condition.values;
    const isSought =
      source.sought.includes(field) &&
      !Object.hasOwn(sought, field) &&
      condition.operator === 'eq' &&
      condition.values.length === 1 &&
      value !== undefined;
    if (isSought) sought[field] = value;
    else others.push(condition);
  }
  return { sought, others };
}

/** The pages beside this one, as a Link header has them (RFC 8288). */
export function linksOf(url: string, { offset, limit }: ListQuery, total: number): string {
  const [path = '', query] = url.split('?');
  const link = (at: number, relation: string): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('offset', String(at));
    parameters.set('limit', String(limit));
    return `<${path}?${parameters.toString()}>; rel="${relation}"`;
  };
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links = [link(0, 'first'), link(last, 'last')];
  if (offset > 0) links.push(link(Math.max(0, offset - limit), 'prev'));
  if (offset + limit < total) links.push(link(offset + limit, 'next'));
  return links.join(', ');
}
