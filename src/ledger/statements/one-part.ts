// Test support: shows from a statement's own plan that it touches one partition, on a store whose tables
// are hash-partitioned by part. That is what keeps the ledger's statements fit for many machines.

import type { Pool } from 'pg';

/** The tables that every command touches. */
export const HOT_TABLES = [
  'account',
  'bucket',
  'hold',
  'posting',
  'command_key',
  'part_opening',
] as const;

export const PARTITIONS = 4;

/** Makes the hot tables anew, as they are but partitioned by a hash of part. They must be empty. */
export async function partitionByPart(pool: Pool): Promise<void> {
  const { rows: views } = await pool.query<{ name: string; body: string }>(
    `select viewname as name, definition as body from pg_views
     where schemaname = current_schema() and viewname in ('posting_sum', 'gift_sum', 'hold_now')`,
  );
  for (const table of HOT_TABLES) {
    await pool.query(`alter table ${table} rename to ${table}_whole`);
    await pool.query(
      `create table ${table} (like ${table}_whole including defaults including constraints
       including indexes) partition by hash (part)`,
    );
    for (let index = 0; index < PARTITIONS; index += 1)
      await pool.query(
        `create table ${table}_p${index} partition of ${table}
         for values with (modulus ${PARTITIONS}, remainder ${index})`,
      );
    await pool.query(`drop table ${table}_whole cascade`);
  }
  for (const { name, body } of views) await pool.query(`create view ${name} as ${body}`);
}

type Plan = {
  readonly 'Node Type': string;
  readonly Operation?: string;
  readonly 'Relation Name'?: string;
  readonly Output?: readonly string[];
  readonly Plans?: readonly Plan[];
};

export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/**
 * What is wrong with a statement, or undefined: the partitions that it would read must be those of one
 * part, and the rows that it inserts must all carry the part that was given, which its plan shows as a
 * constant.
 */
export async function whyNotOnePart(
  pool: Pool,
  { text, values }: Statement,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (verbose, costs off, format json) ${text}`,
    [...values],
  );
  const top = rows[0]?.['QUERY PLAN'][0].Plan;
  if (top === undefined) return 'it has no plan';
  const plans = everyPlan(top);
  const touched = new Set(
    plans
      .filter((plan) => plan['Relation Name'] !== undefined && plan.Operation !== 'Insert')
      .filter((plan) => HOT_TABLES.some((table) => plan['Relation Name']?.startsWith(table)))
      // An update names the table, and has the partition that it writes below itself.
      .flatMap((plan) => (plan.Operation === undefined ? [plan['Relation Name']] : []))
      .map((name) => /_p(\d+)$/.exec(name ?? '')?.[1] ?? 'unpartitioned'),
  );
  if (touched.size > 1) return `it reads the partitions ${[...touched].join(', ')}`;
  for (const insert of plans.filter(({ Operation }) => Operation === 'Insert')) {
    const [part] = insert.Plans?.[0]?.Output ?? [];
    const constant = /^'?\(?(-?\d+)/.exec(part ?? '')?.[1];
    if (constant === undefined) return `it inserts rows whose part is ${part ?? 'not to be seen'}`;
    if (touched.size > 0 && constant !== String(values[0]))
      return `it reads one part, and inserts into part ${constant}`;
  }
  return undefined;
}

const everyPlan = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(everyPlan)];
