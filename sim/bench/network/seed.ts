// The lines that the network plays on: each with its account, its plan's octets, and the numbers that a
// network knows it by. By sets, because lines added one by one would take longer than the run.

import { createHash } from 'node:crypto';
import { newId, partOf, systemClock } from '../../../src/kernel/public.ts';
import { seedDemoCarrier } from '../../../src/main/demo/carrier.ts';
import type { Ground } from '../../../src/main/ground.ts';
import type { Findable } from '../../../src/subscribers/public.ts';
import { createLines } from '../lines.ts';
import { seedLines, settleTables } from '../seed.ts';
import { imsiOf, msisdnOf } from './wire.ts';

const PLAN = 'plus-20';
const LINES_A_STATEMENT = 5_000;

/** Also makes the carrier, which says what the rating groups are. */
export async function seedNetwork(ground: Ground, count: number): Promise<void> {
  const { store, ledger } = ground;
  await ledger.sweep(); // makes the tables of these months, as the server does when it starts
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: 30 });
  if (!seeded.ok) throw new Error(`the demo carrier was not made: ${seeded.refusal.code}`);
  const lines = createLines(1, count, store.parts);
  await seedLines(store.pool, lines, systemClock.now(), () => undefined);
  for (let first = 0; first < count; first += LINES_A_STATEMENT) {
    const indexes = Array.from(
      { length: Math.min(LINES_A_STATEMENT, count - first) },
      (_, offset) => first + offset,
    );
    await nameLines(
      ground,
      indexes,
      indexes.map((index) => lines.accountId(index)),
    );
  }
  await settleTables(store.pool);
  await store.pool.query('analyze line, line_identity');
}

export async function nameLines(
  { store }: Ground,
  indexes: readonly number[],
  accountIds: readonly number[],
  findable: Findable = 'nobody',
): Promise<void> {
  const imsis = indexes.map(imsiOf);
  const msisdns = indexes.map(msisdnOf);
  await store.pool.query(
    `insert into line (part, account_id, holder_id, plan_id, msisdn, imsi, iccid, eid, name, language,
                       findable, status, cycle_day, activated_at)
     select part, account_id, $5, $6, msisdn, imsi, '', '', 'Bench', 'en', $7, 'active', 1, now()
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[])
       as l (part, account_id, imsi, msisdn)`,
    [
      accountIds.map((id) => partOf(id, store.parts)),
      accountIds,
      imsis,
      msisdns,
      newId(systemClock.now()),
      PLAN,
      findable,
    ],
  );
  for (const [kind, values] of [
    ['imsi', imsis],
    ['msisdn', msisdns],
  ] as const)
    await store.pool.query(
      `insert into line_identity (part, kind, value, account_id)
       select part, $1, value, account_id
       from unnest($2::smallint[], $3::text[], $4::bigint[]) as l (part, value, account_id)`,
      [kind, values.map((value) => partOfValue(value, store.parts)), values, accountIds],
    );
}

/** As src/subscribers/directory.ts places them; elsewhere no line would be found, and the run would fail. */
const partOfValue = (value: string, parts: number): number =>
  createHash('sha256').update(value).digest().readUInt32BE(0) % parts;
