// Pairs of lines for the bench: one of each with a plan's octets, signed in; the other with nothing, so that
// all it can use is what it was given.

import type { Ground } from '../../../src/main/ground.ts';
import { seedDemoCarrier } from '../../../src/main/demo/carrier.ts';
import {
  DAY,
  invariant,
  octets,
  partOf,
  systemClock,
  type AccountId,
} from '../../../src/kernel/public.ts';
import type { SignIn } from '../../../src/subscribers/public.ts';
import { nameLines } from '../network/seed.ts';
import { createLines } from '../lines.ts';
import { settleTables } from '../seed.ts';
import { msisdnOf } from '../network/wire.ts';

const PLAN_OCTETS = 60_000_000_000;
const AT_ONCE = 32;

export type Pairs = {
  readonly givers: readonly AccountId[];
  readonly receivers: readonly AccountId[];
};

/** Line `pair` gives to line `pairs + pair`. */
export const giverLine = (pair: number): number => pair;
export const receiverLine = (pair: number, pairs: number): number => pairs + pair;

export async function seedPairs(ground: Ground, pairs: number): Promise<Pairs> {
  const { store, ledger } = ground;
  await ledger.sweep(); // makes the tables of these months, as the server does when it starts
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: 0 });
  if (!seeded.ok) throw new Error(`the demo carrier was not made: ${seeded.refusal.code}`);
  const lines = createLines(1, 2 * pairs, store.parts);
  const indexes = Array.from({ length: 2 * pairs }, (_, index) => index);
  const accountIds = indexes.map((index) => lines.accountId(index));
  await store.pool.query(
    `insert into account (part, account_id, opened_at)
     select part, account_id, now() from unnest($1::smallint[], $2::bigint[]) as l (part, account_id)`,
    [accountIds.map((id) => partOf(id, store.parts)), accountIds],
  );
  await nameLines(ground, indexes, accountIds, 'number');
  const now = systemClock.now();
  const givers = accountIds.slice(0, pairs);
  await Promise.all(
    givers.map((accountId) =>
      ledger.execute({
        name: 'grant',
        accountId,
        key: 'plan',
        kind: 'plan',
        scope: 'any',
        origin: 'plan:plus-20',
        octets: octets(PLAN_OCTETS),
        validFrom: now,
        expiresAt: now + 20 * DAY,
      }),
    ),
  );
  await settleTables(store.pool);
  await store.pool.query('analyze line, line_identity');
  return { givers, receivers: accountIds.slice(pairs) };
}

/** Signs every giver in, as a person does, and gives their session tokens. */
export async function signInGivers(
  signIn: SignIn,
  codes: ReadonlyMap<string, string>,
  pairs: number,
): Promise<string[]> {
  const tokens: string[] = [];
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < pairs) {
      const pair = next;
      next += 1;
      const msisdn = msisdnOf(giverLine(pair));
      await signIn.requestCode(msisdn);
      const signedIn = await signIn.confirm(msisdn, codes.get(msisdn) ?? '');
      invariant(signedIn.ok, 'whoever has the code signs in');
      tokens[pair] = signedIn.value.token;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  return tokens;
}
