// What each put into a pool and took out of it, of octets that have not lapsed; read from the gifts.

import { invariant, octets, partOf, type AccountId, type Octets } from '../../kernel/public.ts';
import type { Balance } from '../../ledger/public.ts';
import type { PoolParts } from './ports.ts';
import { sharesOf, type PutOrTaken } from './share.ts';

type Row = { account: AccountId; octets: number };

/** The share of each of these members, as it is now. */
export async function reckonShares(
  parts: PoolParts,
  pool: AccountId,
  members: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Octets>> {
  const [balance, put, taken] = await Promise.all([
    balanceOf(parts, pool),
    readPut(parts, pool),
    readTaken(parts, pool),
  ]);
  return sharesOf(members, put, taken, balance.availableOctets);
}

export async function balanceOf({ ledger }: PoolParts, account: AccountId): Promise<Balance> {
  const balance = await ledger.balance(account);
  invariant(balance.ok, 'a pool and a line have an account');
  return balance.value;
}

/** A contribution that went home by itself is none; each part counts until it lapses. */
export async function readPut({ store, clock }: PoolParts, pool: AccountId): Promise<PutOrTaken[]> {
  const { rows } = await store.pool.query<Row>(
    `select gift.account_id as account, sum((arrived ->> 'octets')::bigint)::bigint as octets
     from gift_received
     join gift on gift.part = gift_received.giver_part
      and gift.account_id = gift_received.giver_account_id
      and gift.gift_id = gift_received.gift_id
     cross join lateral jsonb_array_elements(gift.delivery -> 'parts') as arrived
     where gift_received.part = $1 and gift_received.account_id = $2
       and gift.state in ('in_transit', 'delivered')
       and (arrived ->> 'expiresAt')::numeric > $3
     group by gift.account_id`,
    [partOf(pool, store.parts), pool, clock.now()],
  );
  return rows;
}

/** What a member sent back unused is not taken. */
async function readTaken({ store, clock }: PoolParts, pool: AccountId): Promise<PutOrTaken[]> {
  const { rows } = await store.pool.query<Row>(
    `select account, greatest(0, sum(octets))::bigint as octets
     from (
       select receiver_account_id as account, (source ->> 'octets')::bigint as octets
       from gift cross join lateral jsonb_array_elements(sources) as source
       where part = $1 and account_id = $2
         and state in ('held', 'in_transit', 'delivered', 'declining', 'declined')
         and (source ->> 'expiresAt')::numeric > $3
       union all
       select receiver_account_id, -returned_octets from gift
       where part = $1 and account_id = $2 and state = 'declined'
         and expires_at > to_timestamp($3::float8 / 1000)
     ) as moved
     group by account`,
    [partOf(pool, store.parts), pool, clock.now()],
  );
  return rows.map((row) => ({ account: row.account, octets: octets(row.octets) }));
}
