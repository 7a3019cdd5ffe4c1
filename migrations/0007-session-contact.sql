-- How the session of a hold can be reached, so that the network can be told when octets arrive. Null for a
-- gift's hold, and for a session that cannot be reached.
alter table hold add column contact text;
