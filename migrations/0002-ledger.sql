-- The ledger. Every table leads with part, a hash of the account id, so that it can be spread over
-- machines; every hot statement says part = $1.

-- What a charge never touches: it locks the account's buckets, and this row stays as it is.
create table account (
  part smallint not null,
  account_id bigint not null,
  next_bucket_number integer not null default 1,
  tallies jsonb not null default '{}',
  opened_at timestamptz not null,
  primary key (part, account_id),
  constraint account_counts_upwards check (next_bucket_number >= 1)
) with (fillfactor = 80);

create table bucket (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer not null,
  postings integer not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  valid_from timestamptz not null,
  expires_at timestamptz not null,
  kind text not null,
  scope text not null,
  origin text not null,
  primary key (part, account_id, bucket_number),
  constraint bucket_conserves_octets
    check (granted = available + held + used + given + expired + withdrawn),
  constraint bucket_never_negative
    check (available >= 0 and held >= 0 and used >= 0 and given >= 0 and expired >= 0
           and withdrawn >= 0),
  constraint bucket_kind_known check (kind in ('plan', 'pack', 'gift', 'bonus', 'goodwill')),
  constraint bucket_scope_known check (scope in ('any', 'domestic', 'roaming', 'hotspot')),
  constraint bucket_validity_ordered check (valid_from < expires_at)
) with (fillfactor = 60);

-- Octets set aside: by a charging session, or by a gift in escrow. Its parts are threes of numbers (slot,
-- bucket number, octets); its answer is fours (slot, octets granted, 1 when they are the last, overrun).
create table hold (
  part smallint not null,
  account_id bigint not null,
  sequence bigint not null,
  digest bigint not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  hold_id text not null,
  parts bigint[] not null,
  answer bigint[] not null,
  primary key (part, account_id, hold_id),
  constraint hold_parts_are_threes check (cardinality(parts) % 3 = 0),
  constraint hold_answer_is_fours check (cardinality(answer) % 4 = 0),
  constraint hold_parts_not_negative check (0 <= all (parts)),
  constraint hold_closed_is_empty check (closed_at is null or cardinality(parts) = 0)
) with (fillfactor = 60);

-- Immutable. A month is a table of its own, dropped whole once it is archived. The postings of a bucket
-- are numbered without a gap; one that names no bucket records overrun and nothing else. There is no
-- unique index: it would be written all over with every posting, and the audit proves more than it could.
create table posting (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer,
  posting_number integer not null,
  at timestamptz not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  overrun_octets bigint not null,
  reason text not null,
  reference text not null,
  constraint posting_conserves_octets
    check (granted = available + held + used + given + expired + withdrawn),
  constraint posting_overrun_not_negative check (overrun_octets >= 0),
  constraint posting_names_a_bucket
    check (bucket_number is not null or (granted = 0 and overrun_octets > 0))
) partition by range (at);

-- For instants that no month was made for: a clock that is wrong must not stop the network.
create table posting_other partition of posting default;

create table command_key (
  part smallint not null,
  account_id bigint not null,
  digest bigint not null,
  at timestamptz not null,
  key text not null,
  outcome jsonb not null,
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
