-- How the session of a hold can be reached, so that the network can be told when octets arrive. Null for a
-- gift's hold, and for a session that cannot be reached.
alter table hold add column contact text;

-- Counts the writes of an account's row, so that one who remembers it can prove that it is still so.
alter table account add column version integer not null default 0;
