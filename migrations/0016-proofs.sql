-- What a policy may ask of a person before a gift: the PIN of the line, a one-time code, the receiver's name, a
-- guardian's consent. Secrets stand here only as hashes; what a gift was given with stands in its facts.

-- The PIN that a line gives with. The row stays when the PIN is removed, so that the key of that is known.
create table gifting_pin (
  part smallint not null,
  account_id bigint not null,
  pin_hash text,
  set_at timestamptz,
  wrong_tries smallint not null default 0,
  last_key text not null,
  primary key (part, account_id),
  constraint gifting_pin_has_a_time check ((pin_hash is null) = (set_at is null)),
  constraint gifting_pin_tries_bounded check (wrong_tries between 0 and 5)
);

-- The one code of a line that is good: for what its hash says, and nothing else.
create table confirmation_code (
  part smallint not null,
  account_id bigint not null,
  about_hash text not null,
  code_hash text not null,
  asked_key text not null,
  expires_at timestamptz not null,
  tries smallint not null default 0,
  -- What it was used for: the same again is answered in the same way.
  used_key text,
  sent_since timestamptz not null,
  sent_count smallint not null,
  primary key (part, account_id)
);

-- How often a giver has named a receiver wrongly of late.
create table receiver_name_try (
  part smallint not null,
  account_id bigint not null,
  receiver_account_id bigint not null,
  since timestamptz not null,
  tries smallint not null,
  primary key (part, account_id, receiver_account_id)
);

-- A guardian's consent lives with the minor who asks for it, and is good for one gift.
create table guardian_consent (
  part smallint not null,
  account_id bigint not null,
  consent_id uuid not null,
  about_hash text not null,
  -- What the guardian is shown: what kind of gift, how much, and to whom.
  gift jsonb not null,
  state text not null,
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  answered_at timestamptz,
  guardian_account_id bigint,
  used_key text,
  primary key (part, account_id, consent_id),
  constraint guardian_consent_state_known check (state in ('asked', 'accepted', 'refused', 'used')),
  constraint guardian_consent_names_who_answered check (
    (state = 'asked') = (answered_at is null) and (state = 'asked') = (guardian_account_id is null)
  ),
  constraint guardian_consent_used_for_something check ((state = 'used') = (used_key is not null)),
  constraint guardian_consent_not_ones_own check (guardian_account_id <> account_id)
);

-- Each guardian's way to what waits for a word.
create table guardian_consent_asked (
  part smallint not null,
  account_id bigint not null,
  consent_id uuid not null,
  minor_account_id bigint not null,
  asked_at timestamptz not null,
  primary key (part, account_id, consent_id)
);
