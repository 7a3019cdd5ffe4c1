-- A session's hold whose octets are all of one bucket changes with every charge, and so does that bucket's
-- row. So the row keeps it, and a charge writes one row instead of two. One hold at most in each bucket;
-- its own row then says sequence -1 and, as its digest, the bucket's number, until the hold is there again.
alter table bucket
  add kept_hold_id text,
  add kept_sequence bigint not null default -1,
  add kept_digest bigint,
  add kept_expires_at timestamptz,
  add kept_parts bigint[],
  add kept_answer bigint[],
  add constraint bucket_keeps_a_whole_hold
    check (case when kept_sequence < 0 then kept_hold_id is null
           else kept_hold_id is not null and kept_digest is not null and kept_expires_at is not null
                and coalesce(cardinality(kept_parts) % 3 = 0 and kept_parts[3] between 1 and held, false)
                and coalesce(cardinality(kept_answer) % 4 = 0, false) end);

-- A row is larger while it keeps a hold, and has to find room on its page.
alter table bucket set (fillfactor = 45);

alter table hold
  add constraint hold_elsewhere_is_empty
    check (sequence >= 0 or (sequence = -1 and closed_at is null and cardinality(parts) = 0));

-- Every hold as it is, wherever that stands. The limit keeps the planner from going through a whole part for
-- each hold, as it would by a plan that was made while the table was small.
create view hold_now as
  select h.part, h.account_id, h.hold_id, h.closed_at, h.contact, b.bucket_number as kept_in,
         coalesce(b.kept_sequence, h.sequence) as sequence,
         coalesce(b.kept_digest, h.digest) as digest,
         coalesce(b.kept_expires_at, h.expires_at) as expires_at,
         coalesce(b.kept_parts, h.parts) as parts,
         coalesce(b.kept_answer, h.answer) as answer
  from hold h
  left join lateral
    (select * from bucket
     where part = h.part and account_id = h.account_id
       and bucket_number = case when h.sequence < 0 then h.digest end
     limit 1) b on b.kept_hold_id = h.hold_id;
