-- A gift lives with its giver; its receiver has a row of its own once it has arrived.

create table gift (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  key text not null,
  receiver_account_id bigint not null,
  octets bigint not null,
  state text not null,
  receipt text not null,
  policy_id text not null,
  policy_version integer not null,
  period text not null,
  sources jsonb not null,
  delivery jsonb,
  asked_at timestamptz not null,
  undo_until timestamptz not null,
  delivered_at timestamptz,
  ended_at timestamptz,
  expires_at timestamptz,
  returned_octets bigint,
  reason text,
  primary key (part, account_id, gift_id),
  constraint gift_key_once unique (part, account_id, key),
  constraint gift_has_octets check (octets > 0),
  constraint gift_returns_no_more check (returned_octets between 0 and octets),
  constraint gift_state_known check (
    state in ('asked', 'held', 'undone', 'in_transit', 'delivered', 'declining', 'declined', 'returned')
  )
);

create table gift_received (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  giver_part smallint not null,
  giver_account_id bigint not null,
  primary key (part, account_id, gift_id)
);
