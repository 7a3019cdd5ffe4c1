// Whether a store with a hundred million old postings is slower than one without, measured in turns.

import type { Pool } from 'pg';
import { openHotPool, silentLog, type Store } from '../../src/db/public.ts';
import { systemClock, type Instant } from '../../src/kernel/public.ts';
import { makeMonth, monthOf, monthsLater, startOfMonth } from '../../src/ledger/months.ts';
import { numbers } from '../../src/ledger/statements/arrays.ts';
import { createBenchStore, type BenchStore } from './bench-store.ts';
import { measuredOf } from './closed-loop.ts';
import { createLines, type Lines } from './lines.ts';
import type { BenchOptions } from './options.ts';
import type { RunContext } from './run.ts';
import { LINE_OCTETS, PLAN_BUCKET } from './seed.ts';
import { fill, measureInTurns, openSide, proveAll } from './sides.ts';
import type { Mix } from './work.ts';

/** So many postings has each line that lives in the past: the grant, and what it used since. */
export const POSTINGS_A_LINE = 1_000;
const USED_OCTETS = 1_000;
const MONTHS = 3;
const LINES_A_STATEMENT = 500;
const CONNECTIONS = 2;

export type HistoryReport = {
  readonly mix: Mix;
  readonly clients: number;
  readonly seconds: number;
  readonly lines: number;
  readonly historyPostings: number;
  readonly rateWithout: number;
  readonly rateWith: number;
  /** rateWith / rateWithout. */
  readonly shareKept: number;
  readonly p99MsWithout: number;
  readonly p99MsWith: number;
  /** How long writing the history took, and then the audit of all of it. */
  readonly historySeconds: number;
  readonly auditSeconds: number;
  readonly conserved: boolean;
  readonly accounted: boolean;
  readonly breaks: readonly string[];
};

export async function runHistory(
  options: BenchOptions & { readonly history: number },
  context: RunContext,
): Promise<HistoryReport> {
  const without = await createBenchStore(context.place, context.log, 'ledger');
  try {
    const old = await createBenchStore(context.place, context.log, 'ledger');
    try {
      return await compare(without, old, options, context);
    } finally {
      await old.drop();
    }
  } finally {
    await without.drop();
  }
}

async function compare(
  without: BenchStore,
  old: BenchStore,
  options: BenchOptions & { readonly history: number },
  context: RunContext,
): Promise<HistoryReport> {
  const { mix, clients, seconds, lines: count } = options;
  const pastLines = Math.ceil(options.history / POSTINGS_A_LINE);
  const lines = createLines(1, count, old.store.parts);
  for (const { store } of [without, old]) await fill(store, lines, context);
  const past = createLines(1 + count, pastLines, old.store.parts);
  const began = performance.now();
  await writeHistory(old.store, past, systemClock.now(), context);
  const historySeconds = secondsSince(began);
  const usedBefore = pastLines * (POSTINGS_A_LINE - 1) * USED_OCTETS;
  const sides = [
    await openSide('without the past', without.store, lines, options),
    await openSide('with the past', old.store, lines, options, usedBefore),
  ] as const;
  try {
    await measureInTurns(sides, options, context);
    const auditBegan = performance.now();
    const proof = await proveAll(sides, context);
    const auditSeconds = secondsSince(auditBegan);
    const [first, second] = [measuredOf(sides[0].recording), measuredOf(sides[1].recording)];
    return {
      mix,
      clients,
      seconds,
      lines: count,
      historyPostings: pastLines * POSTINGS_A_LINE,
      rateWithout: Math.round(first.perSecond),
      rateWith: Math.round(second.perSecond),
      shareKept: Math.round((second.perSecond / first.perSecond) * 100) / 100,
      p99MsWithout: Math.round(first.latency.p99Milliseconds),
      p99MsWith: Math.round(second.latency.p99Milliseconds),
      historySeconds,
      auditSeconds,
      ...proof,
    };
  } finally {
    for (const { ledger } of sides) await ledger.close();
  }
}

const secondsSince = (began: number): number => Math.round(performance.now() - began) / 1_000;

// Rows in the order of time, as they came; a line's are numbered without a gap, as the audit wants them.
const SQL = `
  with line as (
    select l.part, l.account_id
    from unnest($1::smallint[], $2::bigint[]) as l (part, account_id)),
  account_row as (
    insert into account (part, account_id, next_bucket_number, opened_at)
    select part, account_id, ${PLAN_BUCKET + 1}, to_timestamp($3::float8) from line),
  bucket_row as (
    insert into bucket
      (part, account_id, bucket_number, postings, granted, available, held, used, given, expired,
       withdrawn, valid_from, expires_at, kind, scope, origin)
    select part, account_id, ${PLAN_BUCKET}, ${POSTINGS_A_LINE}, ${LINE_OCTETS},
           ${LINE_OCTETS - (POSTINGS_A_LINE - 1) * USED_OCTETS}, 0,
           ${(POSTINGS_A_LINE - 1) * USED_OCTETS}, 0, 0, 0, to_timestamp($3::float8),
           to_timestamp($4::float8) + interval '1 year', 'plan', 'any', 'plan:bench'
    from line)
  insert into posting
    (part, account_id, bucket_number, posting_number, at, granted, available, held, used, given,
     expired, withdrawn, overrun_octets, reason, reference)
  select part, account_id, ${PLAN_BUCKET}, number,
         to_timestamp($3::float8 + ($4::float8 - $3::float8) * (number - 1) / ${POSTINGS_A_LINE}),
         case number when 1 then ${LINE_OCTETS} else 0 end,
         case number when 1 then ${LINE_OCTETS} else -${USED_OCTETS} end, 0,
         case number when 1 then 0 else ${USED_OCTETS} end, 0, 0, 0, 0,
         case number when 1 then 'grant' else 'charge' end,
         'smf01.bench.largesse.example;past' || account_id || ';' || number / 10
  from generate_series(1, ${POSTINGS_A_LINE}) as number cross join line`;

/** Lines that lived in the months before `now`, with all that they left in the ledger. */
export async function writeHistory(
  store: Store,
  lines: Lines,
  now: Instant,
  { progress, signal }: Pick<RunContext, 'progress' | 'signal'>,
): Promise<void> {
  const present = monthOf(now);
  for (let back = MONTHS; back > 0; back -= 1) await makeMonth(store, monthsLater(present, -back));
  const from = startOfMonth(monthsLater(present, -MONTHS)) / 1_000;
  const to = startOfMonth(present) / 1_000;
  const postings = lines.count * POSTINGS_A_LINE;
  const step = progress.step(`writing ${postings.toLocaleString('en-CA')} postings`, lines.count);
  const pool = openHotPool(store, { log: silentLog, connections: CONNECTIONS });
  try {
    let next = 0;
    const writeSome = async (): Promise<void> => {
      while (next < lines.count) {
        signal?.throwIfAborted();
        const first = next;
        next = Math.min(lines.count, first + LINES_A_STATEMENT);
        await writeLines(pool, lines, { first, last: next, from, to });
        step.advance(next - first);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, writeSome));
  } finally {
    await pool.end();
    step.end();
  }
  const client = await store.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    for (const table of ['account', 'bucket', 'posting'])
      await client.query(`vacuum (analyze) ${table}`);
  } finally {
    client.release(true); // with its setting
  }
}

function writeLines(
  pool: Pool,
  lines: Lines,
  { first, last, from, to }: { first: number; last: number; from: number; to: number },
): Promise<unknown> {
  const indexes = Array.from({ length: last - first }, (_, offset) => first + offset);
  return pool.query({
    name: 'bench_history',
    text: SQL,
    values: [
      numbers(indexes.map((index) => lines.part(index))),
      numbers(indexes.map((index) => lines.accountId(index))),
      from,
      to,
    ],
  });
}

export const historyText = (report: HistoryReport): string =>
  [
    `${report.mix}, ${report.clients} clients on ${report.lines} lines, ${report.seconds} s each`,
    `without a past: ${report.rateWithout} a second, p99 ${report.p99MsWithout} ms`,
    `with ${report.historyPostings} old postings: ${report.rateWith} a second,` +
      ` p99 ${report.p99MsWith} ms (${report.shareKept} of that)`,
    `Writing them took ${report.historySeconds} s, auditing both stores ${report.auditSeconds} s.`,
    report.conserved && report.accounted
      ? 'Every octet, and every command that was acknowledged, is accounted for.'
      : `OCTETS ARE NOT ACCOUNTED FOR. ${report.breaks.join('; ')}`,
  ].join('\n');
