-- What the 5G doors keep.

-- Secrets that every process of a store shares. Made when first asked for, and never changed: the
-- references of charging sessions that are open are read with one.
create table door_key (
  name text not null primary key,
  secret bytea not null,
  made_at timestamptz not null,
  constraint door_key_is_long_enough check (octet_length(secret) >= 32)
);

-- Subscriptions of the policy function to the counters of a line (TS 29.594).
create table counter_subscription (
  part smallint not null,
  account_id bigint not null,
  subscription_id text not null,
  notify_uri text not null,
  notify_id text,
  -- As the subscriber named the line, to be named so in what it is told.
  supi text not null,
  -- Null: every counter that the line has.
  counter_ids text[],
  -- What the subscriber was told last: status by counter. Whoever changes it tells the subscriber.
  statuses jsonb not null,
  expires_at timestamptz,
  made_at timestamptz not null,
  primary key (part, account_id, subscription_id),
  constraint counter_subscription_names_counters check (counter_ids is null or counter_ids <> '{}')
);
