-- How the carrier charges, as data that may change while sessions run.

-- Traffic that costs nobody anything: the carrier's own app, an emergency service.
alter table rating_group drop constraint rating_group_scope_known;
alter table rating_group add constraint rating_group_scope_known
  check (scope in ('by_location', 'hotspot', 'free'));

-- What the network does when a line's octets end, which networks abroad cost what, and the counters that
-- policy is decided by: the carrier's own in the row without a plan, and what a plan does otherwise in its.
create table charging_rules (
  plan_id text not null primary key,
  body jsonb not null,
  changed_at timestamptz not null
);
