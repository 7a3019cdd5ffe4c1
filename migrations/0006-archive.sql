-- What stays in the store of a month of postings that was archived and dropped: for each bucket the sums
-- of its postings, and for each gift what left and what arrived. With them an audit is as exact as before.

create table posting_carried (
  part smallint not null,
  account_id bigint not null,
  -- 0 for overrun that no bucket covered.
  bucket_number integer not null,
  postings bigint not null,
  last_number integer not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  overrun_octets bigint not null,
  primary key (part, account_id, bucket_number),
  constraint posting_carried_conserves_octets
    check (granted = available + held + used + given + expired + withdrawn)
);

-- One row for each side of a gift. A gift that is even today may be declined next month, so all are kept.
create table posting_carried_gift (
  part smallint not null,
  account_id bigint not null,
  reference text not null,
  given bigint not null,
  received bigint not null,
  withdrawn bigint not null,
  primary key (part, account_id, reference)
);

-- Which months are gone, and by what their files are known. A month stands twice when postings with old
-- instants came after it was archived.
create table posting_archive (
  month text not null,
  number integer not null,
  totals jsonb not null,
  file text not null,
  sha256 text not null,
  archived_at timestamptz not null,
  primary key (month, number),
  constraint posting_archive_month_written check (month ~ '^\d{4}-\d{2}$')
);

-- What was ever posted, archived or not. Read it only after "lock table posting in access share mode" as
-- the first statement of a transaction: a snapshot taken while a month is being dropped would miss both
-- the month and what is carried of it.
create view posting_sum as
select part, account_id, nullif(bucket_number, 0) as bucket_number,
       sum(postings) as postings, max(last_number) as last_number,
       sum(granted) as granted, sum(available) as available, sum(held) as held,
       sum(used) as used, sum(given) as given, sum(expired) as expired,
       sum(withdrawn) as withdrawn, sum(overrun_octets) as overrun_octets
from (
  select part, account_id, coalesce(bucket_number, 0) as bucket_number,
         1::bigint as postings, posting_number as last_number,
         granted, available, held, used, given, expired, withdrawn, overrun_octets
  from posting
  union all
  select part, account_id, bucket_number, postings, last_number,
         granted, available, held, used, given, expired, withdrawn, overrun_octets
  from posting_carried
) as posted
group by part, account_id, posted.bucket_number;

-- For each gift: what left its giver, less what came home, and what its receiver got, less what was taken
-- back. The same rule of reading.
create view gift_sum as
select reference, sum(given) as away, sum(received - withdrawn) as arrived,
       max(account_id) filter (where received > 0) as receiver_account_id
from (
  select account_id, reference,
         case when reason in ('gift_settle', 'gift_return') then given else 0 end as given,
         case when reason = 'gift_receive' then granted else 0 end as received,
         case when reason = 'gift_withdraw' then withdrawn else 0 end as withdrawn
  from posting
  where reason in ('gift_settle', 'gift_return', 'gift_receive', 'gift_withdraw')
  union all
  select account_id, reference, given, received, withdrawn
  from posting_carried_gift
) as moved
group by reference;
