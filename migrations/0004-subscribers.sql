-- People, their lines, and how they sign in.

create table account_holder (
  holder_id uuid not null primary key,
  name text not null,
  opened_at timestamptz not null
);

create table line (
  part smallint not null,
  account_id bigint not null,
  holder_id uuid not null,
  plan_id text not null,
  msisdn text not null,
  imsi text not null,
  iccid text not null,
  eid text not null,
  name text not null,
  language text not null,
  findable text not null,
  status text not null,
  cycle_day smallint not null,
  activated_at timestamptz not null,
  primary key (part, account_id),
  constraint line_findable_known check (findable in ('nobody', 'number')),
  constraint line_status_known check (status in ('active', 'suspended', 'closed')),
  constraint line_cycle_day_in_month check (cycle_day between 1 and 31),
  constraint line_language_known check (language in ('en', 'fr'))
);
create index line_holder on line (holder_id);

-- From what the network or a person says (an IMSI, an MSISDN) to the account. Its part is a hash of the
-- value, not of the account, so that the look-up says part = $1 as well.
create table line_identity (
  part smallint not null,
  kind text not null,
  value text not null,
  account_id bigint not null,
  primary key (part, kind, value),
  constraint line_identity_kind_known check (kind in ('msisdn', 'imsi'))
);

-- A row also for a number that nobody has: asking for a code does the same work for every number.
create table sign_in_code (
  msisdn text not null primary key,
  code_hash text not null,
  expires_at timestamptz not null,
  attempts smallint not null,
  sent_since timestamptz not null,
  sent_count smallint not null
);

create table web_session (
  token_hash text not null primary key,
  account_id bigint not null,
  signed_in_at timestamptz not null,
  expires_at timestamptz not null
);
create index web_session_expiry on web_session (expires_at);
