-- The tables that every charge writes are what PostgreSQL looks after most often, and what it does there is
-- more than anybody needs.
--
-- Their rows are found by key, and all plans ask of them is how many there are: 3,000 sampled rows say that as
-- well as 30,000, which it would read a minute at peak. The target of a table is the largest of its columns'.
do $$
declare
  target regclass;
begin
  for target in
    select 'bucket'::regclass union all select 'hold' union all
    select inhrelid from pg_inherits where inhparent = 'posting'::regclass
  loop
    execute (
      select format('alter table %s ', target)
               || string_agg(format('alter %I set statistics 10', attname), ', ')
      from pg_attribute where attrelid = target and attnum > 0 and not attisdropped);
  end loop;

  -- Postings are only added to, and read by the audit from end to end. A vacuum would mark pages for readers that
  -- there are not, write each once more for that, and have to come back to freeze it.
  for target in select inhrelid from pg_inherits where inhparent = 'posting'::regclass loop
    execute format('alter table %s set (autovacuum_vacuum_insert_threshold = -1)', target);
  end loop;
end
$$;
