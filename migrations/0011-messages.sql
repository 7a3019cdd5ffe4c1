-- What people are told, in whose words, and what became of it.

-- The carrier's systems say where a line is reached; one that nothing was said of is reached by SMS.
alter table line
  drop constraint line_language_known,
  add constraint line_language_known check (language in ('en', 'fr', 'zh')),
  add column email text,
  add column message_way text,
  add constraint line_email_fits check (octet_length(email) between 3 and 320),
  add constraint line_message_way_known check (message_way in ('sms', 'email', 'push'));

-- The outbox. It keeps facts, not texts: who is told, and in which words, is looked up when it is sent, so
-- that no number and no whole name stands here.
create table message (
  part smallint not null,
  account_id bigint not null,
  message_id uuid not null,
  about text not null,
  -- Null once they need not be known any more: a code or a link is forgotten when it was sent.
  facts jsonb,
  state text not null,
  -- The way that took it.
  way text,
  -- Ways that refused it for good.
  refused_ways text[] not null default '{}',
  attempts smallint not null default 0,
  -- Of an SMS: in how many segments it was sent, and how many of them are known to have arrived.
  segments smallint not null default 0,
  segments_arrived smallint not null default 0,
  told_at timestamptz not null,
  -- When it is to be tried; while somebody tries, when another may.
  due_at timestamptz not null,
  -- After this it is of no use to anybody, and not sent.
  lapses_at timestamptz not null,
  ended_at timestamptz,
  problem text,
  primary key (part, account_id, message_id),
  constraint message_state_known check (state in ('waiting', 'sent', 'delivered', 'failed', 'lapsed')),
  constraint message_way_known check (way in ('sms', 'email', 'push', 'outbox')),
  constraint message_segments_arrive_once check (segments_arrived between 0 and segments),
  constraint message_sent_by_a_way check (state not in ('sent', 'delivered') or way is not null)
);
create index message_due on message (part, due_at) where state = 'waiting';
create index message_told on message (told_at);

-- What the message centre called each segment that it took, for its delivery receipts. A receipt may come
-- before the answer that names the segment, so either may write the row first. Its part is of the name.
create table message_segment (
  part smallint not null,
  segment_name text not null,
  account_id bigint,
  message_id uuid,
  outcome text,
  seen_at timestamptz not null,
  primary key (part, segment_name),
  constraint message_segment_outcome_known check (outcome in ('arrived', 'undelivered'))
);
create index message_segment_seen on message_segment (seen_at);

-- Words that the carrier puts in the place of ours.
create table message_template (
  about text not null,
  language text not null,
  channel text not null,
  title text not null,
  body text not null,
  changed_at timestamptz not null,
  primary key (about, language, channel),
  constraint message_template_language_known check (language in ('en', 'fr', 'zh')),
  constraint message_template_channel_known check (channel in ('sms', 'email', 'push')),
  constraint message_template_fits check (
    char_length(title) between 1 and 80 and char_length(body) between 1 and 5000
  )
);
