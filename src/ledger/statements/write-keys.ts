// Keys in the statement that writes a batch, with what came of each. A key that was used before is left
// alone, and shows in the count.

import type { Instant } from '../../kernel/public.ts';
import { texts } from './arrays.ts';
import type { KeyRow } from './read-keys.ts';
import { numbersOf, type Section } from './section.ts';

export type NewKey = KeyRow & { readonly at: Instant };

export const KEYS: Section<NewKey> = {
  name: 'new_key',
  text: `
    insert into command_key (part, account_id, key, digest, outcome, at)
    select $1, u.account_id, u.key, u.digest, u.outcome::jsonb, to_timestamp(u.at / 1000)
    from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::float8[])
      as u (account_id, key, digest, outcome, at)
    on conflict (part, account_id, key) do nothing
    returning 1`,
  columns: (rows) => [
    numbersOf(rows, ({ account_id }) => account_id),
    texts(rows.map(({ key }) => key)),
    numbersOf(rows, ({ digest }) => digest),
    texts(rows.map(({ outcome }) => JSON.stringify(outcome))),
    numbersOf(rows, ({ at }) => at),
  ],
};
