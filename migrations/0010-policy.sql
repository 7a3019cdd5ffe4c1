-- The rules of giving, whole: what they need to know of lines and gifts, and how a policy comes into force.

-- What the rules ask about a line. The carrier's systems say so; a line that nothing was said of is as any.
alter table line
  add column brand text not null default '',
  add column payment text not null default 'postpaid',
  add column role text not null default 'holder',
  add column family_id text,
  add column birth_year smallint,
  add column is_minor boolean not null default false,
  add column guardian_account_id bigint,
  add column bill_unpaid_since timestamptz,
  add column sim_changed_at timestamptz,
  add column device_changed_at timestamptz,
  add column ported_in_at timestamptz,
  add column credentials_reset_at timestamptz,
  add column last_active_at timestamptz,
  add constraint line_payment_known check (payment in ('prepaid', 'postpaid')),
  add constraint line_role_known check (role in ('holder', 'authorised', 'member')),
  add constraint line_birth_year_plausible check (birth_year between 1900 and 2200);

alter table account_holder
  add column kind text not null default 'person',
  add constraint account_holder_kind_known check (kind in ('person', 'business'));
create index line_family on line (family_id) where family_id is not null;

-- Whom a line has saved, so that a policy can allow gifts to saved numbers only.
create table line_contact (
  part smallint not null,
  account_id bigint not null,
  contact_account_id bigint not null,
  added_at timestamptz not null,
  primary key (part, account_id, contact_account_id),
  constraint line_contact_is_another check (account_id <> contact_account_id)
);

-- `hold` is the command that was judged, so that a repeat is the very same; `facts` is what the judge knew,
-- so that another policy can be tried on last month's gifts.
alter table gift
  add column way text not null default 'direct',
  add column choice text,
  add column hold jsonb,
  add column facts jsonb,
  add column fee_cents integer not null default 0,
  add constraint gift_way_known check (
    way in ('direct', 'link', 'request', 'standing', 'family', 'tank', 'pack')
  ),
  add constraint gift_fee_not_negative check (fee_cents >= 0);

-- What billing is to collect for gifts: one row a gift that arrived and costs something.
create table gift_fee (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  cents integer not null,
  due_at timestamptz not null,
  primary key (part, account_id, gift_id),
  constraint gift_fee_is_something check (cents > 0)
);

-- A policy is written by one person and put in force by another. Only a store's first version, which comes
-- with the store itself, has neither.
create table gift_policy_draft (
  draft_id uuid not null primary key,
  policy_id text not null,
  author text not null,
  drafted_at timestamptz not null,
  body jsonb not null,
  published_version integer
);

alter table gift_policy
  add column author text,
  add column publisher text,
  add column draft_id uuid unique,
  add constraint gift_policy_needs_two_people check (author <> publisher),
  add constraint gift_policy_names_its_people check (
    (author is not null and publisher is not null) or (version = 1 and author is null and publisher is null)
  ),
  add constraint gift_policy_people_have_names check (
    author = lower(btrim(author)) and publisher = lower(btrim(publisher)) and author <> '' and publisher <> ''
  );
