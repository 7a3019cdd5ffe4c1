-- What partners of the carrier do here: other systems, and other companies, each by its own credentials.

create table partner (
  client_id text not null primary key,
  name text not null,
  -- scrypt, with its salt and its cost; the secret itself is shown once and kept nowhere.
  secret_hash text not null,
  scopes text[] not null,
  requests_a_minute integer not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  constraint partner_may_do_something check (cardinality(scopes) > 0),
  constraint partner_may_ask check (requests_a_minute between 1 and 1000000)
);

-- The keys that access tokens are signed with. The newest signs; one that another has replaced still proves
-- the tokens it signed, until they have lapsed.
create table token_key (
  key_id text not null primary key,
  private_jwk jsonb not null,
  made_at timestamptz not null,
  proves_until timestamptz
);

-- What the owner of a line lets a partner know of it. Withdrawing keeps the row: it says from when to when.
create table line_consent (
  part smallint not null,
  account_id bigint not null,
  client_id text not null,
  purpose text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (part, account_id, client_id, purpose)
);

-- Everything that a partner did to a balance (TMF654). Its part is a hash of its id, and its id is made of
-- the partner and the Idempotency-Key, so that a repeat finds the first by its primary key.
create table balance_action (
  part smallint not null,
  action_id uuid not null,
  client_id text not null,
  kind text not null,
  account_part smallint not null,
  account_id bigint not null,
  -- Of the request, so that a key that comes with another one is seen.
  digest text not null,
  request jsonb not null,
  state text not null,
  -- What it became in the ledger: the number of the bucket, the id of the gift.
  outcome jsonb,
  refusal jsonb,
  requested_at timestamptz not null,
  confirmed_at timestamptz,
  -- Forgotten by DELETE: it is listed in the history only.
  deleted_at timestamptz,
  primary key (part, action_id),
  constraint balance_action_kind_known check (kind in ('bucket', 'topup', 'adjust', 'transfer', 'reserve')),
  constraint balance_action_state_known check (state in ('created', 'failed', 'cancelled', 'completed')),
  constraint balance_action_failed_for_a_reason check ((state = 'failed') = (refusal is not null))
);
create index balance_action_of_account on balance_action (account_id, requested_at);
create index balance_action_by_time on balance_action (kind, requested_at);
-- Cut off half way: a job takes them up again.
create index balance_action_unfinished on balance_action (requested_at) where state = 'created';

-- Who wants to be told of what, and where.
create table event_subscription (
  subscription_id uuid not null primary key,
  client_id text not null,
  format text not null,
  url text not null,
  -- Empty: every type that the format has.
  types text[] not null,
  -- As a TMF hub was given it.
  query text,
  secret bytea not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  constraint event_subscription_format_known check (format in ('cloudevents', 'tmf654')),
  constraint event_subscription_secret_is_long_enough check (octet_length(secret) >= 24)
);
create index event_subscription_live on event_subscription (client_id) where ended_at is null;

-- The outbox: an event is written in the transaction that it tells of, when somebody wants to hear of it,
-- and in the same part.
create table partner_event (
  part smallint not null,
  event_id uuid not null,
  type text not null,
  subject text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (part, event_id)
);
create index partner_event_age on partner_event (part, at);

create table event_delivery (
  part smallint not null,
  event_id uuid not null,
  subscription_id uuid not null,
  state text not null,
  attempts integer not null,
  -- Of the last attempt: the HTTP status, or why there was none.
  answer text,
  changed_at timestamptz not null,
  primary key (part, event_id, subscription_id),
  constraint event_delivery_state_known check (state in ('waiting', 'delivered', 'failed', 'dropped'))
);
create index event_delivery_of_subscription on event_delivery (subscription_id, state);
