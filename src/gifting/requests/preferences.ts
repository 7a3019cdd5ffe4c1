// Who may ask a line, and what it shows of itself. Without a word from its owner whoever may find a line may
// ask it, and nobody is shown what it could spare.

import type { Store } from '../../db/public.ts';
import { partOf, type AccountId, type Instant } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { blockOf } from '../contacts/blocks.ts';
import type { WaysParts } from '../links/parts.ts';
import { relationTo } from '../messages/messages.ts';

export const WHO_MAY_ASK = ['anyone', 'contacts', 'family', 'nobody'] as const;
export type WhoMayAsk = (typeof WHO_MAY_ASK)[number];

export type AskPreference = {
  /** `contacts` are saved numbers and the family. */
  readonly whoMayAsk: WhoMayAsk;
  /** Those who may ask are shown what this line could give. */
  readonly showsSpare: boolean;
  /** Until then requests come without a sound. */
  readonly quietUntil: Instant | null;
};

const USUAL: AskPreference = { whoMayAsk: 'anyone', showsSpare: false, quietUntil: null };

type Place = Pick<Store, 'kysely' | 'parts'>;

export async function readPreference(
  { kysely, parts }: Place,
  account: AccountId,
): Promise<AskPreference> {
  const row = await kysely
    .selectFrom('ask_preference')
    .selectAll()
    .where((is) => is.and({ part: partOf(account, parts), account_id: account }))
    .executeTakeFirst();
  if (row === undefined) return USUAL;
  return {
    whoMayAsk: row.who_may_ask as WhoMayAsk,
    showsSpare: row.shows_spare,
    quietUntil: row.quiet_until,
  };
}

/** What is not said stays as it was. */
export async function setPreference(
  store: Place,
  account: AccountId,
  said: Partial<AskPreference>,
): Promise<AskPreference> {
  const after = { ...(await readPreference(store, account)), ...said };
  const row = {
    who_may_ask: after.whoMayAsk,
    shows_spare: after.showsSpare,
    quiet_until: after.quietUntil === null ? null : new Date(after.quietUntil),
  };
  await store.kysely
    .insertInto('ask_preference')
    .values({ part: partOf(account, store.parts), account_id: account, ...row })
    .onConflict((conflict) => conflict.columns(['part', 'account_id']).doUpdateSet(row))
    .execute();
  return after;
}

export type Reach = { readonly isQuiet: boolean; readonly showsSpare: boolean };

/** How a request of `asker` reaches a line; undefined when it does not. */
export async function reachOf(
  { store, directory, clock }: Pick<WaysParts, 'store' | 'directory' | 'clock'>,
  line: Line,
  asker: Line,
): Promise<Reach | undefined> {
  const [block, preference, relation] = await Promise.all([
    blockOf(store, line.accountId, asker),
    readPreference(store, line.accountId),
    relationTo(directory, line, asker),
  ]);
  if (block === 'blocked' || line.status !== 'active') return undefined;
  const { whoMayAsk, quietUntil, showsSpare } = preference;
  if (whoMayAsk === 'nobody') return undefined;
  const isNear = relation === 'same_holder' || relation === 'family';
  if (whoMayAsk === 'family' && !isNear) return undefined;
  if (whoMayAsk === 'contacts' && relation === 'stranger') return undefined;
  // Nobody is found by a stranger unless they chose so.
  if (relation === 'stranger' && line.findable === 'nobody') return undefined;
  const isQuiet = block === 'muted' || (quietUntil !== null && clock.now() < quietUntil);
  return { isQuiet, showsSpare };
}
