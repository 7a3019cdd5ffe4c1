-- What becomes of what a tank has, as its policy said when it began to close, and the plan that it was on. Kept,
-- because a policy that comes into force meanwhile must not change what was begun.
alter table shared_account add column closing jsonb;
alter table shared_account add constraint shared_account_closing_is_a_tanks
  check (closing is null or (kind = 'tank' and state <> 'open'));
