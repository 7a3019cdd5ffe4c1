-- The ledger. Every table leads with part, a hash of the account id, so that it can be spread over
-- machines; every hot statement says part = $1.

create table account (
  part smallint not null,
  account_id bigint not null,
  next_bucket_number integer not null default 1,
  last_posting_number bigint not null default 0,
  overrun_octets bigint not null default 0,
  tallies jsonb not null default '{}',
  opened_at timestamptz not null,
  primary key (part, account_id),
  constraint account_counts_upwards check (next_bucket_number >= 1 and last_posting_number >= 0),
  constraint account_overrun_not_negative check (overrun_octets >= 0)
) with (fillfactor = 80);

create table bucket (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer not null,
  kind text not null,
  scope text not null,
  origin text not null,
  valid_from timestamptz not null,
  expires_at timestamptz not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  primary key (part, account_id, bucket_number),
  constraint bucket_conserves_octets
    check (granted = available + held + used + given + expired + withdrawn),
  constraint bucket_never_negative
    check (least(available, held, used, given, expired, withdrawn) >= 0),
  constraint bucket_kind_known check (kind in ('plan', 'pack', 'gift', 'bonus', 'goodwill')),
  constraint bucket_scope_known check (scope in ('any', 'domestic', 'roaming', 'hotspot')),
  constraint bucket_validity_ordered check (valid_from < expires_at)
) with (fillfactor = 70);

create table hold (
  part smallint not null,
  account_id bigint not null,
  hold_id text not null,
  parts jsonb not null,
  sequence integer not null,
  digest text not null,
  answer jsonb,
  expires_at timestamptz not null,
  closed_at timestamptz,
  primary key (part, account_id, hold_id)
) with (fillfactor = 70);

create table posting (
  part smallint not null,
  account_id bigint not null,
  posting_number bigint not null,
  bucket_number integer,
  reason text not null,
  reference text not null,
  at timestamptz not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  overrun_octets bigint not null,
  primary key (part, account_id, posting_number),
  constraint posting_conserves_octets
    check (granted = available + held + used + given + expired + withdrawn),
  constraint posting_overrun_not_negative check (overrun_octets >= 0),
  constraint posting_names_a_bucket
    check (bucket_number is not null or (granted = 0 and overrun_octets > 0))
);

create table command_key (
  part smallint not null,
  account_id bigint not null,
  key text not null,
  digest text not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (part, account_id, key)
);

-- For the sweep. No index names a column that a charge changes: such an update could not stay on its
-- page. Holds are therefore walked by their key, and buckets found by an expiry that never moves.
create index bucket_expiry on bucket (part, expires_at);
create index command_key_age on command_key (part, at);

create table sweep_mark (
  part smallint not null primary key,
  swept_until timestamptz not null
);
