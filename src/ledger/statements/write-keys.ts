// Keys in the statement that writes a batch, with what came of each. A key that was used before is left
// alone, and shows in the count.

import type { Instant } from '../../kernel/public.ts';
import { BinaryNumbers, texts } from './arrays.ts';
import type { KeyRow } from './read-keys.ts';
import { numbered, type Section } from './section.ts';

export type NewKey = KeyRow & { readonly at: Instant };

const NUMBERS = ['account_id', 'digest', 'at'] as const;
const { n, from } = numbered(NUMBERS, ['key', 'outcome']);

export const KEYS: Section<NewKey> = {
  name: 'new_key',
  text: `
    insert into command_key (part, account_id, key, digest, outcome, at)
    select $1, ${n('account_id')}, u.key, ${n('digest')}, u.outcome::jsonb,
           to_timestamp(${n('at')}::float8 / 1000)
    from ${from}
    on conflict (part, account_id, key) do nothing
    returning 1`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * NUMBERS.length);
    for (const { account_id: accountId, digest, at } of rows) {
      flat.push(accountId);
      flat.push(digest);
      flat.push(Math.round(at));
    }
    return [
      texts(rows.map(({ key }) => key)),
      texts(rows.map(({ outcome }) => JSON.stringify(outcome))),
      flat.parameter(),
    ];
  },
};
