-- When what the network is served by was last changed of a line, so that whoever remembers lines finds those
-- that have changed with one look at all of them, whoever changed them. Nobody remembers a line before it is
-- there.
alter table line add column changed_at timestamptz;
create index line_changed_at on line (changed_at) where changed_at is not null;

create function line_is_changed() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger line_is_changed before update on line
  for each row
  when ((old.plan_id, old.msisdn, old.imsi, old.language, old.status)
        is distinct from (new.plan_id, new.msisdn, new.imsi, new.language, new.status))
  execute function line_is_changed();
