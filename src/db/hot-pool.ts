// Connections for a few statements that run thousands of times a second, always over a handful of rows
// found by their key. They are planned for that: a planner that sees a small table, or one whose
// statistics are old, would rather read all of a part than look up five hundred rows of it.

import type { Pool } from 'pg';
import type { Log } from './log.ts';
import { openPool } from './pool.ts';
import type { Store } from './store.ts';

const BY_KEY = [
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_memoize=off',
  'plan_cache_mode=force_generic_plan',
  'random_page_cost=0.05',
  'jit=off',
];

export function openHotPool(
  store: Pick<Store, 'databaseUrl' | 'schema'>,
  options: { readonly log: Log; readonly connections: number },
): Pool {
  const url = new URL(store.databaseUrl);
  const given = url.searchParams.get('options') ?? '';
  const settings = BY_KEY.map((setting) => `-c ${setting}`).join(' ');
  url.searchParams.set('options', `${given} ${settings}`.trim());
  return openPool({
    databaseUrl: url.href.replaceAll('+', '%20'),
    schema: store.schema,
    log: options.log,
    maximumConnections: options.connections,
    holdsProcess: false,
  });
}
