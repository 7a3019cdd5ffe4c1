-- What the store knows about itself. One row, made together with the store.
create table store (
  singleton boolean primary key default true check (singleton),
  -- Every hot row carries its account's part, computed from this number: it never changes.
  parts smallint not null check (parts between 1 and 1024),
  created_at timestamptz not null
);
