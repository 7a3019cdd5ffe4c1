-- What several lines share, and packs bought for oneself or for somebody else.

-- A pool or a tank: an account of its own in the ledger, which octets are given to and taken from. A pool has
-- a holder and members; a tank is for everybody, and closed to nobody but by its rules.
create table shared_account (
  part smallint not null,
  account_id bigint not null,
  kind text not null,
  name text not null,
  plan_id text not null,
  holder_account_id bigint,
  state text not null,
  opened_at timestamptz not null,
  closing_at timestamptz,
  alerted_percent smallint not null default 0,
  primary key (part, account_id),
  constraint shared_account_kind_known check (kind in ('pool', 'tank')),
  constraint shared_account_state_known check (state in ('open', 'closing', 'closed')),
  constraint shared_account_pool_has_holder check ((kind = 'pool') = (holder_account_id is not null)),
  constraint shared_account_closing_began check ((state = 'open') = (closing_at is null)),
  constraint shared_account_alert_is_percent check (alerted_percent between 0 and 100)
);
create index shared_account_tanks on shared_account (account_id) where kind = 'tank';

-- Lives with its pool. What a member took is not here: the ledger counts it, on the pool's account.
create table pool_member (
  part smallint not null,
  account_id bigint not null,
  member_account_id bigint not null,
  role text not null,
  state text not null,
  invited_at timestamptz not null,
  invited_until timestamptz not null,
  joined_at timestamptz,
  left_at timestamptz,
  cap_octets bigint,
  is_paused boolean not null default false,
  is_slowed boolean not null default false,
  draws_by_itself boolean not null default true,
  share_octets bigint,
  primary key (part, account_id, member_account_id),
  constraint pool_member_role_known check (role in ('holder', 'adult', 'minor')),
  constraint pool_member_state_known check (
    state in ('invited', 'joined', 'leaving', 'left', 'declined')
  ),
  constraint pool_member_cap_not_negative check (cap_octets >= 0),
  constraint pool_member_share_not_negative check (share_octets >= 0),
  constraint pool_member_joined_when check (state not in ('joined', 'leaving') or joined_at is not null)
);

-- From a line to its pools. Lives with the line; the key is of whoever opened the pool.
create table pool_seat (
  part smallint not null,
  account_id bigint not null,
  pool_account_id bigint not null,
  key text,
  primary key (part, account_id, pool_account_id),
  constraint pool_seat_key_once unique (part, account_id, key)
);

-- What may be bought beside a plan. A pack that is no longer sold stays, for those who have bought it.
create table pack (
  pack_id text not null primary key,
  name jsonb not null,
  octets bigint not null,
  scope text not null,
  validity_days integer not null,
  price_cents integer not null,
  is_sold boolean not null,
  constraint pack_has_octets check (octets > 0),
  constraint pack_is_valid_for_a_while check (validity_days between 1 and 3660),
  constraint pack_price_not_negative check (price_cents >= 0),
  constraint pack_scope_known check (scope in ('any', 'domestic', 'roaming', 'hotspot'))
);

-- One purchase, with what the pack was then. Lives with its buyer.
create table pack_order (
  part smallint not null,
  account_id bigint not null,
  order_id uuid not null,
  key text not null,
  receiver_account_id bigint not null,
  pack_id text not null,
  octets bigint not null,
  scope text not null,
  validity_days integer not null,
  price_cents integer not null,
  state text not null,
  asked_at timestamptz not null,
  offered_until timestamptz,
  delivers_at timestamptz,
  ended_at timestamptz,
  reason text,
  primary key (part, account_id, order_id),
  constraint pack_order_key_once unique (part, account_id, key),
  constraint pack_order_has_octets check (octets > 0),
  constraint pack_order_price_not_negative check (price_cents >= 0),
  constraint pack_order_state_known check (
    state in ('asked', 'offered', 'delivering', 'delivered', 'refunding', 'refunded', 'not_paid')
  )
);

-- From a line to packs that others bought for it. Lives with the line.
create table pack_offer (
  part smallint not null,
  account_id bigint not null,
  order_id uuid not null,
  buyer_part smallint not null,
  buyer_account_id bigint not null,
  primary key (part, account_id, order_id)
);

-- What goes on an account's bill: charges above zero, refunds below. Never changed; billing reads it.
create table bill_item (
  part smallint not null,
  account_id bigint not null,
  item_id uuid not null,
  key text not null,
  about text not null,
  cents integer not null,
  at timestamptz not null,
  primary key (part, account_id, item_id),
  constraint bill_item_key_once unique (part, account_id, key),
  constraint bill_item_is_something check (cents <> 0)
);
