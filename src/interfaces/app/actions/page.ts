// Lists, page by page: at most a hundred rows, the newest first, from before the one named.

import { Type, type Static } from 'typebox';

export const PageQuery = Type.Object({
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })),
  before: Type.Optional(Type.String({ format: 'uuid' })),
});

const PAGE = 20;
const LARGEST_PAGE = 100;

export async function pageOf<Row>(
  query: Static<typeof PageQuery>,
  find: (page: { limit: number; before?: string | undefined }) => Promise<readonly Row[]>,
  idOf: (row: Row) => string,
): Promise<{ shown: readonly Row[]; next: string | null }> {
  const limit = Math.min(Number(query.limit ?? PAGE), LARGEST_PAGE);
  // One more than is shown tells whether there is a next page.
  const found = await find({ limit: limit + 1, before: query.before });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: found.length > limit && last !== undefined ? idOf(last) : null };
}
