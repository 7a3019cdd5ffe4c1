-- What becomes of what a tank has, as its policy said when it began to close, and the plan that it was on. Kept,
-- because a policy that comes into force meanwhile must not change what was begun.
alter table shared_account add column closing jsonb;
alter table shared_account add constraint shared_account_closing_is_a_tanks
  check (closing is null or (kind = 'tank' and state <> 'open'));

-- Who of the carrier's staff read what of somebody, and why. Written before anything is shown, and never
-- changed; account_id is null where it was of many people.
create table staff_read (
  part smallint not null,
  read_id uuid not null,
  read_at timestamptz not null,
  staff text not null,
  what text not null,
  account_id bigint,
  why text not null,
  primary key (part, read_id),
  constraint staff_read_names_who check (length(staff) between 1 and 100),
  constraint staff_read_says_why check (length(why) between 5 and 500),
  constraint staff_read_what_known check (what in ('reports', 'history')),
  constraint staff_read_history_is_somebodys check ((what = 'history') = (account_id is not null))
);
create index staff_read_time on staff_read (read_at);
create index staff_read_account on staff_read (account_id, read_at) where account_id is not null;
