// The line behind each request of the network, tens of thousands of times a second.
//
// Read in batches: whatever is asked for while one read is on its way is read by the next. Lines are
// remembered, and every half second one look at the store tells which of them have changed, so one that
// anybody suspends, in whatever process, is seen as suspended within a second. Which account an IMSI or a
// number is of is remembered as well: the line itself says whether it still has it.

import { createGather, type Gather, type Store } from '../db/public.ts';
import { partOf, type AccountId, type Clock } from '../kernel/public.ts';
import { createChangedLines } from './changed-lines.ts';
import { partOfValue, type IdentityKind } from './directory.ts';
import type { Language, Line, LineStatus } from './line.ts';

/** What is needed to serve a line. */
export type ServedLine = Pick<
  Line,
  'accountId' | 'planId' | 'msisdn' | 'imsi' | 'language' | 'status'
>;

export type ServedLines = {
  /** Undefined when nobody has it. The value is digits only. Throws a Fault `busy` when too many wait. */
  lineBy(kind: IdentityKind, value: string): Promise<ServedLine | undefined>;
  /** Has these lines read again by whoever asks next: they have changed. */
  forget(accountIds: readonly AccountId[]): void;
};

export const LINE_AGE_MILLISECONDS = 500;
const LINES_KEPT = 50_000;
const IDENTITIES_KEPT = 500_000;
const MOST_WAITING = 20_000;
const READ_AT_ONCE = 500;

export function createServedLines(
  store: Pick<Store, 'pool' | 'parts'>,
  clock: Clock,
  limits: { readonly waiting?: number; readonly kept?: number } = {},
): ServedLines {
  const identities = new Map<string, AccountId>();
  const lines = new Map<AccountId, ServedLine>();
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;
  /** Counts what was forgotten, so that what was read before is not remembered after. */
  let forgotten = 0;
  /** All of a part that is asked for meanwhile by one statement, the parts beside each other. */
  const readTogether = <Key, Value>(
    read: (part: number, keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  ): Gather<Key, Value | undefined> =>
    createGather({
      lanes: store.parts,
      atOnce: store.parts,
      itemsInBatch: READ_AT_ONCE,
      most: limits.waiting ?? MOST_WAITING,
      async run(keys, part) {
        const found = await read(part, keys);
        return keys.map((key) => found.get(key));
      },
    });
  const findAccount = readTogether((part, keys: readonly string[]) =>
    readAccounts(store, part, keys),
  );
  const readLine = readTogether((part, accountIds: readonly AccountId[]) =>
    readLines(store, part, accountIds),
  );

  const changedLines = createChangedLines(store);
  const forget = (accountIds: readonly AccountId[]): void => {
    forgotten += 1;
    for (const accountId of accountIds) lines.delete(accountId);
  };

  /** Forgets what has changed since the last look. */
  const look = async (): Promise<void> => {
    const asked = clock.now();
    try {
      const changed = await changedLines.since();
      if (changed === 'too many') {
        forgotten += 1;
        lines.clear();
      } else if (changed.length > 0) forget(changed);
      lookedAt = asked;
    } finally {
      looking = undefined;
    }
  };

  const lineOf = async (accountId: AccountId): Promise<ServedLine | undefined> => {
    // The age counts from before the look; a clock that was set back makes nothing younger.
    if (Math.abs(clock.now() - lookedAt) >= LINE_AGE_MILLISECONDS) await (looking ??= look());
    const kept = lines.get(accountId);
    if (kept !== undefined) return kept;
    const before = forgotten;
    const line = await readLine(partOf(accountId, store.parts), accountId);
    if (line !== undefined && before === forgotten)
      keep(lines, accountId, line, limits.kept ?? LINES_KEPT);
    return line;
  };
  return {
    forget,
    async lineBy(kind, value) {
      const key = `${kind} ${value}`;
      const remembered = identities.get(key);
      if (remembered !== undefined) {
        const line = await lineOf(remembered);
        if (line?.[kind] === value) return line;
        identities.delete(key); // it went to another line, or to none
      }
      const accountId = await findAccount(partOfValue(value, store.parts), key);
      if (accountId === undefined) return undefined;
      const line = await lineOf(accountId);
      if (line?.[kind] !== value) return undefined;
      keep(identities, key, accountId, IDENTITIES_KEPT);
      return line;
    },
  };
}

/** Remembers, and forgets what was remembered first when there is too much. */
function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  if (map.size >= most) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}

async function readAccounts(
  store: Pick<Store, 'pool'>,
  part: number,
  keys: readonly string[],
): Promise<ReadonlyMap<string, AccountId>> {
  const { rows } = await store.pool.query<{ key: string; account_id: AccountId }>({
    name: 'served_identity',
    text: `select i.kind || ' ' || i.value as key, i.account_id
           from unnest($2::text[], $3::text[]) as u (kind, value)
           join line_identity i on i.part = $1 and i.kind = u.kind and i.value = u.value`,
    values: [part, keys.map((key) => key.split(' ')[0]), keys.map((key) => key.split(' ')[1])],
  });
  return new Map(rows.map(({ key, account_id: accountId }) => [key, accountId]));
}

async function readLines(
  store: Pick<Store, 'pool'>,
  part: number,
  accountIds: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, ServedLine>> {
  const { rows } = await store.pool.query<{
    account_id: AccountId;
    plan_id: string;
    msisdn: string;
    imsi: string;
    language: string;
    status: string;
  }>({
    name: 'served_line',
    text: `select account_id, plan_id, msisdn, imsi, language, status from line
           where part = $1 and account_id = any($2::bigint[])`,
    values: [part, accountIds],
  });
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        accountId: row.account_id,
        planId: row.plan_id,
        msisdn: row.msisdn,
        imsi: row.imsi,
        language: row.language as Language,
        status: row.status as LineStatus,
      },
    ]),
  );
}
