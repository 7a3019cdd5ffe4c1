-- How many buckets were ever opened in a part by the ledger's commands. Who remembers accounts sees with one
-- look at it whether another process has opened a bucket since, instead of looking for one in each account.
create table part_opening (
  part smallint not null primary key,
  openings bigint not null,
  constraint part_opening_counts_upwards check (openings >= 0)
) with (fillfactor = 50);
