-- What the carrier sells and by which rules: one carrier a store.

create table carrier (
  carrier_id text not null primary key,
  name text not null,
  time_zone text not null,
  currency text not null,
  country text not null,
  home_networks text[] not null
);

create table plan (
  plan_id text not null primary key,
  name jsonb not null,
  octets_per_cycle bigint not null,
  price_cents integer not null,
  may_give boolean not null,
  may_receive boolean not null,
  constraint plan_has_octets check (octets_per_cycle > 0),
  constraint plan_price_not_negative check (price_cents >= 0)
);

-- The classes of traffic that the network may report. One that is not here cannot be charged.
create table rating_group (
  rating_group bigint not null primary key,
  name jsonb not null,
  scope text not null,
  constraint rating_group_scope_known check (scope in ('by_location', 'hotspot')),
  constraint rating_group_is_unsigned32 check (rating_group between 0 and 4294967295)
);

-- A published version is never changed: every gift names the version that judged it.
create table gift_policy (
  policy_id text not null,
  version integer not null,
  effective_from timestamptz not null,
  body jsonb not null,
  primary key (policy_id, version)
);
