-- Gift links, requests, messages between people, saved numbers and blocks. docs/reference/gift-links.md
-- says how they go together.

-- From the secret in an address to what it opens. Only the secret's SHA-256 is kept; its part is a hash of
-- that, so that the look-up says part = $1 as well.
create table gift_token (
  part smallint not null,
  token_hash text not null,
  kind text not null,
  account_id bigint not null,
  subject_id uuid not null,
  primary key (part, token_hash),
  constraint gift_token_kind_known check (kind in ('link', 'request'))
);

-- Wrong addresses that a line tried of late.
create table gift_token_guess (
  part smallint not null,
  account_id bigint not null,
  since timestamptz not null,
  count integer not null,
  primary key (part, account_id)
);

-- A link lives with its giver, and so do its shares: each is a gift whose octets are held already and whose
-- receiver is not known yet.
create table gift_link (
  part smallint not null,
  account_id bigint not null,
  link_id uuid not null,
  key text not null,
  octets_each bigint not null,
  shares smallint not null,
  bound_msisdn text,
  pin_hash text,
  token_hash text,
  pin_tries smallint not null default 0,
  message text,
  choice text,
  fee_cents integer not null,
  policy_id text not null,
  policy_version integer not null,
  period text not null,
  facts jsonb not null,
  state text not null,
  reason text,
  made_at timestamptz not null,
  undo_until timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (part, account_id, link_id),
  constraint gift_link_key_once unique (part, account_id, key),
  constraint gift_link_has_octets check (octets_each > 0),
  constraint gift_link_has_shares check (shares between 1 and 100),
  constraint gift_link_state_known check (state in ('making', 'open', 'closing', 'ended')),
  constraint gift_link_says_why check (
    (state in ('closing', 'ended')) = (reason is not null)
    and reason in ('cancelled', 'expired', 'all_claimed')
  )
);

create table gift_link_share (
  part smallint not null,
  account_id bigint not null,
  link_id uuid not null,
  share smallint not null,
  gift_id uuid not null,
  hold jsonb not null,
  sources jsonb not null,
  state text not null,
  claimer_account_id bigint,
  claimed_at timestamptz,
  primary key (part, account_id, link_id, share),
  constraint gift_link_share_once unique (part, account_id, link_id, claimer_account_id),
  constraint gift_link_share_state_known check (state in ('wanted', 'held', 'claimed', 'released')),
  constraint gift_link_share_knows_its_claimer check (
    (state = 'claimed') = (claimer_account_id is not null)
  )
);

-- Wrong PINs, by who tried.
create table gift_link_try (
  part smallint not null,
  account_id bigint not null,
  link_id uuid not null,
  claimer_account_id bigint not null,
  tries smallint not null,
  primary key (part, account_id, link_id, claimer_account_id)
);

-- A request lives with who asks, and says nothing of whether the number that was asked is anybody's. `asked`
-- are the lines that it reached.
create table gift_request (
  part smallint not null,
  account_id bigint not null,
  request_id uuid not null,
  key text not null,
  how text not null,
  token_hash text,
  msisdn text,
  octets bigint not null,
  message text,
  state text not null,
  given_octets bigint not null default 0,
  asked bigint[] not null default '{}',
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (part, account_id, request_id),
  constraint gift_request_key_once unique (part, account_id, key),
  constraint gift_request_has_octets check (octets > 0 and given_octets >= 0),
  constraint gift_request_how_known check (how in ('number', 'family', 'link')),
  constraint gift_request_number_has_one check ((how = 'number') = (msisdn is not null)),
  constraint gift_request_state_known check (
    state in ('made', 'open', 'given', 'declined', 'cancelled', 'expired')
  )
);

-- The same request as each line has it that was asked.
create table gift_request_asked (
  part smallint not null,
  account_id bigint not null,
  request_id uuid not null,
  asker_account_id bigint not null,
  octets bigint not null,
  state text not null,
  is_quiet boolean not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  gift_id uuid,
  given_octets bigint not null default 0,
  primary key (part, account_id, request_id),
  constraint gift_request_asked_state_known check (
    state in ('open', 'given', 'declined', 'ignored', 'cancelled')
  ),
  constraint gift_request_asked_gave_a_gift check ((state = 'given') = (gift_id is not null))
);

-- Who may ask a line, and what it shows. A line without a row is as the defaults say.
create table ask_preference (
  part smallint not null,
  account_id bigint not null,
  who_may_ask text not null,
  shows_spare boolean not null,
  quiet_until timestamptz,
  primary key (part, account_id),
  constraint ask_preference_known check (who_may_ask in ('anyone', 'contacts', 'family', 'nobody'))
);

-- Whom a line does not hear of: muted asks quietly, blocked not at all. By the line where it was one when
-- it was blocked, else by the number as typed, so that blocking a number tells nothing of it.
create table line_block (
  part smallint not null,
  account_id bigint not null,
  block_id uuid not null,
  other_account_id bigint,
  msisdn text not null,
  is_typed boolean not null,
  kind text not null,
  blocked_at timestamptz not null,
  primary key (part, account_id, block_id),
  constraint line_block_kind_known check (kind in ('muted', 'blocked'))
);

-- Numbers that a line has saved, with the name that its owner gave. Saved as typed, whether or not they are
-- anybody's.
create table saved_number (
  part smallint not null,
  account_id bigint not null,
  msisdn text not null,
  name text not null,
  saved_at timestamptz not null,
  primary key (part, account_id, msisdn)
);

-- What somebody wrote with a gift or a request, kept by who gets it.
create table gift_message (
  part smallint not null,
  account_id bigint not null,
  subject_id uuid not null,
  subject text not null,
  sender_account_id bigint not null,
  body text not null,
  sent_at timestamptz not null,
  shown_at timestamptz,
  reported_at timestamptz,
  primary key (part, account_id, subject_id),
  constraint gift_message_subject_known check (subject in ('gift', 'request'))
);

-- Reports for the carrier's staff, with the text as it was.
create table message_report (
  part smallint not null,
  account_id bigint not null,
  subject_id uuid not null,
  subject text not null,
  sender_account_id bigint not null,
  body text not null,
  reason text not null,
  reported_at timestamptz not null,
  primary key (part, account_id, subject_id),
  constraint message_report_reason_known check (
    reason in ('unwanted', 'abusive', 'fraud', 'other')
  )
);
create index message_report_time on message_report (reported_at);

-- Several people given to at once: one receipt over their gifts.
create table gifts_together (
  part smallint not null,
  account_id bigint not null,
  together_id uuid not null,
  key text not null,
  asked jsonb not null,
  asked_at timestamptz not null,
  primary key (part, account_id, together_id),
  constraint gifts_together_key_once unique (part, account_id, key)
);
