-- Written by `npm run schema` from the migrations. Do not edit.

create table account (
  part smallint not null,
  account_id bigint not null,
  next_bucket_number integer not null default 1,
  tallies jsonb not null default '{}'::jsonb,
  opened_at timestamp with time zone not null,
  version integer not null default 0,
  constraint account_pkey PRIMARY KEY (part, account_id),
  constraint account_counts_upwards CHECK (next_bucket_number >= 1)
) with (fillfactor=80);

create table account_holder (
  holder_id uuid not null,
  name text not null,
  opened_at timestamp with time zone not null,
  kind text not null default 'person'::text,
  constraint account_holder_pkey PRIMARY KEY (holder_id),
  constraint account_holder_kind_known CHECK (kind = ANY (ARRAY['person'::text, 'business'::text]))
);

create table ask_preference (
  part smallint not null,
  account_id bigint not null,
  who_may_ask text not null,
  shows_spare boolean not null,
  quiet_until timestamp with time zone,
  constraint ask_preference_pkey PRIMARY KEY (part, account_id),
  constraint ask_preference_known CHECK (who_may_ask = ANY (ARRAY['anyone'::text, 'contacts'::text, 'family'::text, 'nobody'::text]))
);

create table balance_action (
  part smallint not null,
  action_id uuid not null,
  client_id text not null,
  kind text not null,
  account_part smallint not null,
  account_id bigint not null,
  digest text not null,
  request jsonb not null,
  state text not null,
  outcome jsonb,
  refusal jsonb,
  requested_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint balance_action_pkey PRIMARY KEY (part, action_id),
  constraint balance_action_failed_for_a_reason CHECK ((state = 'failed'::text) = (refusal IS NOT NULL)),
  constraint balance_action_kind_known CHECK (kind = ANY (ARRAY['bucket'::text, 'topup'::text, 'adjust'::text, 'transfer'::text, 'reserve'::text])),
  constraint balance_action_state_known CHECK (state = ANY (ARRAY['created'::text, 'failed'::text, 'cancelled'::text, 'completed'::text]))
);
create index balance_action_by_time on balance_action USING btree (kind, requested_at);
create index balance_action_of_account on balance_action USING btree (account_id, requested_at);
create index balance_action_unfinished on balance_action USING btree (requested_at) WHERE state = 'created'::text;

create table bill_item (
  part smallint not null,
  account_id bigint not null,
  item_id uuid not null,
  key text not null,
  about text not null,
  cents integer not null,
  at timestamp with time zone not null,
  constraint bill_item_pkey PRIMARY KEY (part, account_id, item_id),
  constraint bill_item_key_once UNIQUE (part, account_id, key),
  constraint bill_item_is_something CHECK (cents <> 0)
);

create table bucket (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer not null,
  postings integer not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  valid_from timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  kind text not null,
  scope text not null,
  origin text not null,
  kept_hold_id text,
  kept_sequence bigint not null default '-1'::integer,
  kept_digest bigint,
  kept_expires_at timestamp with time zone,
  kept_parts bigint[],
  kept_answer bigint[],
  constraint bucket_pkey PRIMARY KEY (part, account_id, bucket_number),
  constraint bucket_conserves_octets CHECK (granted = (available + held + used + given + expired + withdrawn)),
  constraint bucket_keeps_a_whole_hold CHECK (
CASE
    WHEN kept_sequence < 0 THEN kept_hold_id IS NULL
    ELSE kept_hold_id IS NOT NULL AND kept_digest IS NOT NULL AND kept_expires_at IS NOT NULL AND COALESCE((cardinality(kept_parts) % 3) = 0 AND kept_parts[3] >= 1 AND kept_parts[3] <= held, false) AND COALESCE((cardinality(kept_answer) % 4) = 0, false)
END),
  constraint bucket_kind_known CHECK (kind = ANY (ARRAY['plan'::text, 'pack'::text, 'gift'::text, 'bonus'::text, 'goodwill'::text])),
  constraint bucket_never_negative CHECK (available >= 0 AND held >= 0 AND used >= 0 AND given >= 0 AND expired >= 0 AND withdrawn >= 0),
  constraint bucket_scope_known CHECK (scope = ANY (ARRAY['any'::text, 'domestic'::text, 'roaming'::text, 'hotspot'::text])),
  constraint bucket_validity_ordered CHECK (valid_from < expires_at)
) with (fillfactor=45);
alter table bucket alter part set statistics 10, alter account_id set statistics 10, alter bucket_number set statistics 10, alter postings set statistics 10, alter granted set statistics 10, alter available set statistics 10, alter held set statistics 10, alter used set statistics 10, alter given set statistics 10, alter expired set statistics 10, alter withdrawn set statistics 10, alter valid_from set statistics 10, alter expires_at set statistics 10, alter kind set statistics 10, alter scope set statistics 10, alter origin set statistics 10, alter kept_hold_id set statistics 10, alter kept_sequence set statistics 10, alter kept_digest set statistics 10, alter kept_expires_at set statistics 10, alter kept_parts set statistics 10, alter kept_answer set statistics 10;
create index bucket_expiry on bucket USING btree (part, expires_at);

create table carrier (
  carrier_id text not null,
  name text not null,
  time_zone text not null,
  currency text not null,
  country text not null,
  home_networks text[] not null,
  constraint carrier_pkey PRIMARY KEY (carrier_id)
);

create table charging_rules (
  plan_id text not null,
  body jsonb not null,
  changed_at timestamp with time zone not null,
  constraint charging_rules_pkey PRIMARY KEY (plan_id)
);

create table command_key (
  part smallint not null,
  account_id bigint not null,
  digest bigint not null,
  at timestamp with time zone not null,
  key text not null,
  outcome jsonb not null,
  constraint command_key_pkey PRIMARY KEY (part, account_id, key)
);
create index command_key_age on command_key USING btree (part, at);

create table confirmation_code (
  part smallint not null,
  account_id bigint not null,
  about_hash text not null,
  code_hash text not null,
  asked_key text not null,
  expires_at timestamp with time zone not null,
  tries smallint not null default 0,
  used_key text,
  sent_since timestamp with time zone not null,
  sent_count smallint not null,
  constraint confirmation_code_pkey PRIMARY KEY (part, account_id)
);

create table counter_subscription (
  part smallint not null,
  account_id bigint not null,
  subscription_id text not null,
  notify_uri text not null,
  notify_id text,
  supi text not null,
  counter_ids text[],
  statuses jsonb not null,
  expires_at timestamp with time zone,
  made_at timestamp with time zone not null,
  constraint counter_subscription_pkey PRIMARY KEY (part, account_id, subscription_id),
  constraint counter_subscription_names_counters CHECK (counter_ids IS NULL OR counter_ids <> '{}'::text[])
);

create table door_key (
  name text not null,
  secret bytea not null,
  made_at timestamp with time zone not null,
  constraint door_key_pkey PRIMARY KEY (name),
  constraint door_key_is_long_enough CHECK (octet_length(secret) >= 32)
);

create table event_delivery (
  part smallint not null,
  event_id uuid not null,
  subscription_id uuid not null,
  state text not null,
  attempts integer not null,
  answer text,
  changed_at timestamp with time zone not null,
  constraint event_delivery_pkey PRIMARY KEY (part, event_id, subscription_id),
  constraint event_delivery_state_known CHECK (state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text, 'dropped'::text]))
);
create index event_delivery_of_subscription on event_delivery USING btree (subscription_id, state);

create table event_subscription (
  subscription_id uuid not null,
  client_id text not null,
  format text not null,
  url text not null,
  types text[] not null,
  query text,
  secret bytea not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint event_subscription_pkey PRIMARY KEY (subscription_id),
  constraint event_subscription_format_known CHECK (format = ANY (ARRAY['cloudevents'::text, 'tmf654'::text])),
  constraint event_subscription_secret_is_long_enough CHECK (octet_length(secret) >= 24)
);
create index event_subscription_live on event_subscription USING btree (client_id) WHERE ended_at IS NULL;

create table gift (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  key text not null,
  receiver_account_id bigint not null,
  octets bigint not null,
  state text not null,
  receipt text not null,
  policy_id text not null,
  policy_version integer not null,
  period text not null,
  sources jsonb not null,
  delivery jsonb,
  asked_at timestamp with time zone not null,
  undo_until timestamp with time zone not null,
  delivered_at timestamp with time zone,
  ended_at timestamp with time zone,
  expires_at timestamp with time zone,
  returned_octets bigint,
  reason text,
  way text not null default 'direct'::text,
  choice text,
  hold jsonb,
  facts jsonb,
  fee_cents integer not null default 0,
  constraint gift_pkey PRIMARY KEY (part, account_id, gift_id),
  constraint gift_key_once UNIQUE (part, account_id, key),
  constraint gift_fee_not_negative CHECK (fee_cents >= 0),
  constraint gift_has_octets CHECK (octets > 0),
  constraint gift_returns_no_more CHECK (returned_octets >= 0 AND returned_octets <= octets),
  constraint gift_state_known CHECK (state = ANY (ARRAY['asked'::text, 'held'::text, 'undone'::text, 'in_transit'::text, 'delivered'::text, 'declining'::text, 'declined'::text, 'returned'::text])),
  constraint gift_way_known CHECK (way = ANY (ARRAY['direct'::text, 'link'::text, 'request'::text, 'standing'::text, 'family'::text, 'tank'::text, 'pack'::text]))
);
create index gift_unfinished on gift USING btree (undo_until) WHERE state = ANY (ARRAY['asked'::text, 'held'::text, 'in_transit'::text, 'declining'::text]);

create table gift_fee (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  cents integer not null,
  due_at timestamp with time zone not null,
  constraint gift_fee_pkey PRIMARY KEY (part, account_id, gift_id),
  constraint gift_fee_is_something CHECK (cents > 0)
);

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
  made_at timestamp with time zone not null,
  undo_until timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint gift_link_pkey PRIMARY KEY (part, account_id, link_id),
  constraint gift_link_key_once UNIQUE (part, account_id, key),
  constraint gift_link_has_octets CHECK (octets_each > 0),
  constraint gift_link_has_shares CHECK (shares >= 1 AND shares <= 100),
  constraint gift_link_says_why CHECK ((state = ANY (ARRAY['closing'::text, 'ended'::text])) = (reason IS NOT NULL) AND (reason = ANY (ARRAY['cancelled'::text, 'expired'::text, 'all_claimed'::text]))),
  constraint gift_link_state_known CHECK (state = ANY (ARRAY['making'::text, 'open'::text, 'closing'::text, 'ended'::text]))
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
  claimed_at timestamp with time zone,
  constraint gift_link_share_pkey PRIMARY KEY (part, account_id, link_id, share),
  constraint gift_link_share_once UNIQUE (part, account_id, link_id, claimer_account_id),
  constraint gift_link_share_knows_its_claimer CHECK ((state = 'claimed'::text) = (claimer_account_id IS NOT NULL)),
  constraint gift_link_share_state_known CHECK (state = ANY (ARRAY['wanted'::text, 'held'::text, 'claimed'::text, 'released'::text]))
);

create table gift_link_try (
  part smallint not null,
  account_id bigint not null,
  link_id uuid not null,
  claimer_account_id bigint not null,
  tries smallint not null,
  constraint gift_link_try_pkey PRIMARY KEY (part, account_id, link_id, claimer_account_id)
);

create table gift_message (
  part smallint not null,
  account_id bigint not null,
  subject_id uuid not null,
  subject text not null,
  sender_account_id bigint not null,
  body text not null,
  sent_at timestamp with time zone not null,
  shown_at timestamp with time zone,
  reported_at timestamp with time zone,
  constraint gift_message_pkey PRIMARY KEY (part, account_id, subject_id),
  constraint gift_message_subject_known CHECK (subject = ANY (ARRAY['gift'::text, 'request'::text]))
);

create table gift_policy (
  policy_id text not null,
  version integer not null,
  effective_from timestamp with time zone not null,
  body jsonb not null,
  author text,
  publisher text,
  draft_id uuid,
  constraint gift_policy_pkey PRIMARY KEY (policy_id, version),
  constraint gift_policy_draft_id_key UNIQUE (draft_id),
  constraint gift_policy_names_its_people CHECK (author IS NOT NULL AND publisher IS NOT NULL OR version = 1 AND author IS NULL AND publisher IS NULL),
  constraint gift_policy_needs_two_people CHECK (author <> publisher),
  constraint gift_policy_people_have_names CHECK (author = lower(btrim(author)) AND publisher = lower(btrim(publisher)) AND author <> ''::text AND publisher <> ''::text)
);

create table gift_policy_draft (
  draft_id uuid not null,
  policy_id text not null,
  author text not null,
  drafted_at timestamp with time zone not null,
  body jsonb not null,
  published_version integer,
  constraint gift_policy_draft_pkey PRIMARY KEY (draft_id)
);

create table gift_received (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  giver_part smallint not null,
  giver_account_id bigint not null,
  constraint gift_received_pkey PRIMARY KEY (part, account_id, gift_id)
);

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
  asked bigint[] not null default '{}'::bigint[],
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint gift_request_pkey PRIMARY KEY (part, account_id, request_id),
  constraint gift_request_key_once UNIQUE (part, account_id, key),
  constraint gift_request_has_octets CHECK (octets > 0 AND given_octets >= 0),
  constraint gift_request_how_known CHECK (how = ANY (ARRAY['number'::text, 'family'::text, 'link'::text])),
  constraint gift_request_number_has_one CHECK ((how = 'number'::text) = (msisdn IS NOT NULL)),
  constraint gift_request_state_known CHECK (state = ANY (ARRAY['made'::text, 'open'::text, 'given'::text, 'declined'::text, 'cancelled'::text, 'expired'::text]))
);

create table gift_request_asked (
  part smallint not null,
  account_id bigint not null,
  request_id uuid not null,
  asker_account_id bigint not null,
  octets bigint not null,
  state text not null,
  is_quiet boolean not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  gift_id uuid,
  given_octets bigint not null default 0,
  constraint gift_request_asked_pkey PRIMARY KEY (part, account_id, request_id),
  constraint gift_request_asked_gave_a_gift CHECK ((state = 'given'::text) = (gift_id IS NOT NULL)),
  constraint gift_request_asked_state_known CHECK (state = ANY (ARRAY['open'::text, 'given'::text, 'declined'::text, 'ignored'::text, 'cancelled'::text]))
);

create view gift_sum as
 SELECT reference,
    sum(given) AS away,
    sum(received - withdrawn) AS arrived,
    max(account_id) FILTER (WHERE received > 0) AS receiver_account_id
   FROM ( SELECT posting.account_id,
            posting.reference,
                CASE
                    WHEN posting.reason = ANY (ARRAY['gift_settle'::text, 'gift_return'::text]) THEN posting.given
                    ELSE 0::bigint
                END AS given,
                CASE
                    WHEN posting.reason = 'gift_receive'::text THEN posting.granted
                    ELSE 0::bigint
                END AS received,
                CASE
                    WHEN posting.reason = 'gift_withdraw'::text THEN posting.withdrawn
                    ELSE 0::bigint
                END AS withdrawn
           FROM posting
          WHERE posting.reason = ANY (ARRAY['gift_settle'::text, 'gift_return'::text, 'gift_receive'::text, 'gift_withdraw'::text])
        UNION ALL
         SELECT posting_carried_gift.account_id,
            posting_carried_gift.reference,
            posting_carried_gift.given,
            posting_carried_gift.received,
            posting_carried_gift.withdrawn
           FROM posting_carried_gift) moved
  GROUP BY reference;

create table gift_token (
  part smallint not null,
  token_hash text not null,
  kind text not null,
  account_id bigint not null,
  subject_id uuid not null,
  constraint gift_token_pkey PRIMARY KEY (part, token_hash),
  constraint gift_token_kind_known CHECK (kind = ANY (ARRAY['link'::text, 'request'::text]))
);

create table gift_token_guess (
  part smallint not null,
  account_id bigint not null,
  since timestamp with time zone not null,
  count integer not null,
  constraint gift_token_guess_pkey PRIMARY KEY (part, account_id)
);

create table gifting_pin (
  part smallint not null,
  account_id bigint not null,
  pin_hash text,
  set_at timestamp with time zone,
  wrong_tries smallint not null default 0,
  last_key text not null,
  constraint gifting_pin_pkey PRIMARY KEY (part, account_id),
  constraint gifting_pin_has_a_time CHECK ((pin_hash IS NULL) = (set_at IS NULL)),
  constraint gifting_pin_tries_bounded CHECK (wrong_tries >= 0 AND wrong_tries <= 5)
);

create table gifts_together (
  part smallint not null,
  account_id bigint not null,
  together_id uuid not null,
  key text not null,
  asked jsonb not null,
  asked_at timestamp with time zone not null,
  constraint gifts_together_pkey PRIMARY KEY (part, account_id, together_id),
  constraint gifts_together_key_once UNIQUE (part, account_id, key)
);

create table guardian_consent (
  part smallint not null,
  account_id bigint not null,
  consent_id uuid not null,
  about_hash text not null,
  gift jsonb not null,
  state text not null,
  asked_at timestamp with time zone not null,
  lapses_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  guardian_account_id bigint,
  used_key text,
  constraint guardian_consent_pkey PRIMARY KEY (part, account_id, consent_id),
  constraint guardian_consent_names_who_answered CHECK ((state = 'asked'::text) = (answered_at IS NULL) AND (state = 'asked'::text) = (guardian_account_id IS NULL)),
  constraint guardian_consent_not_ones_own CHECK (guardian_account_id <> account_id),
  constraint guardian_consent_state_known CHECK (state = ANY (ARRAY['asked'::text, 'accepted'::text, 'refused'::text, 'used'::text])),
  constraint guardian_consent_used_for_something CHECK ((state = 'used'::text) = (used_key IS NOT NULL))
);

create table guardian_consent_asked (
  part smallint not null,
  account_id bigint not null,
  consent_id uuid not null,
  minor_account_id bigint not null,
  asked_at timestamp with time zone not null,
  constraint guardian_consent_asked_pkey PRIMARY KEY (part, account_id, consent_id)
);

create table hold (
  part smallint not null,
  account_id bigint not null,
  sequence bigint not null,
  digest bigint not null,
  expires_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  hold_id text not null,
  parts bigint[] not null,
  answer bigint[] not null,
  contact text,
  constraint hold_pkey PRIMARY KEY (part, account_id, hold_id),
  constraint hold_answer_is_fours CHECK ((cardinality(answer) % 4) = 0),
  constraint hold_closed_is_empty CHECK (closed_at IS NULL OR cardinality(parts) = 0),
  constraint hold_elsewhere_is_empty CHECK (sequence >= 0 OR sequence = '-1'::integer AND closed_at IS NULL AND cardinality(parts) = 0),
  constraint hold_parts_are_threes CHECK ((cardinality(parts) % 3) = 0),
  constraint hold_parts_not_negative CHECK (0 <= ALL (parts))
) with (fillfactor=60);
alter table hold alter part set statistics 10, alter account_id set statistics 10, alter sequence set statistics 10, alter digest set statistics 10, alter expires_at set statistics 10, alter closed_at set statistics 10, alter hold_id set statistics 10, alter parts set statistics 10, alter answer set statistics 10, alter contact set statistics 10;

create view hold_now as
 SELECT h.part,
    h.account_id,
    h.hold_id,
    h.closed_at,
    h.contact,
    b.bucket_number AS kept_in,
    COALESCE(b.kept_sequence, h.sequence) AS sequence,
    COALESCE(b.kept_digest, h.digest) AS digest,
    COALESCE(b.kept_expires_at, h.expires_at) AS expires_at,
    COALESCE(b.kept_parts, h.parts) AS parts,
    COALESCE(b.kept_answer, h.answer) AS answer
   FROM hold h
     LEFT JOIN LATERAL ( SELECT bucket.part,
            bucket.account_id,
            bucket.bucket_number,
            bucket.postings,
            bucket.granted,
            bucket.available,
            bucket.held,
            bucket.used,
            bucket.given,
            bucket.expired,
            bucket.withdrawn,
            bucket.valid_from,
            bucket.expires_at,
            bucket.kind,
            bucket.scope,
            bucket.origin,
            bucket.kept_hold_id,
            bucket.kept_sequence,
            bucket.kept_digest,
            bucket.kept_expires_at,
            bucket.kept_parts,
            bucket.kept_answer
           FROM bucket
          WHERE bucket.part = h.part AND bucket.account_id = h.account_id AND bucket.bucket_number =
                CASE
                    WHEN h.sequence < 0 THEN h.digest
                    ELSE NULL::bigint
                END
         LIMIT 1) b ON b.kept_hold_id = h.hold_id;

create table line (
  part smallint not null,
  account_id bigint not null,
  holder_id uuid not null,
  plan_id text not null,
  msisdn text not null,
  imsi text not null,
  iccid text not null,
  eid text not null,
  name text not null,
  language text not null,
  findable text not null,
  status text not null,
  cycle_day smallint not null,
  activated_at timestamp with time zone not null,
  brand text not null default ''::text,
  payment text not null default 'postpaid'::text,
  role text not null default 'holder'::text,
  family_id text,
  birth_year smallint,
  is_minor boolean not null default false,
  guardian_account_id bigint,
  bill_unpaid_since timestamp with time zone,
  sim_changed_at timestamp with time zone,
  device_changed_at timestamp with time zone,
  ported_in_at timestamp with time zone,
  credentials_reset_at timestamp with time zone,
  last_active_at timestamp with time zone,
  email text,
  message_way text,
  changed_at timestamp with time zone,
  constraint line_pkey PRIMARY KEY (part, account_id),
  constraint line_birth_year_plausible CHECK (birth_year >= 1900 AND birth_year <= 2200),
  constraint line_cycle_day_in_month CHECK (cycle_day >= 1 AND cycle_day <= 31),
  constraint line_email_fits CHECK (octet_length(email) >= 3 AND octet_length(email) <= 320),
  constraint line_findable_known CHECK (findable = ANY (ARRAY['nobody'::text, 'number'::text])),
  constraint line_language_known CHECK (language = ANY (ARRAY['en'::text, 'fr'::text, 'zh'::text])),
  constraint line_message_way_known CHECK (message_way = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text])),
  constraint line_payment_known CHECK (payment = ANY (ARRAY['prepaid'::text, 'postpaid'::text])),
  constraint line_role_known CHECK (role = ANY (ARRAY['holder'::text, 'authorised'::text, 'member'::text])),
  constraint line_status_known CHECK (status = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text]))
);
create index line_changed_at on line USING btree (changed_at) WHERE changed_at IS NOT NULL;
create index line_family on line USING btree (family_id) WHERE family_id IS NOT NULL;
create index line_holder on line USING btree (holder_id);

create table line_block (
  part smallint not null,
  account_id bigint not null,
  block_id uuid not null,
  other_account_id bigint,
  msisdn text not null,
  is_typed boolean not null,
  kind text not null,
  blocked_at timestamp with time zone not null,
  constraint line_block_pkey PRIMARY KEY (part, account_id, block_id),
  constraint line_block_kind_known CHECK (kind = ANY (ARRAY['muted'::text, 'blocked'::text]))
);

create table line_consent (
  part smallint not null,
  account_id bigint not null,
  client_id text not null,
  purpose text not null,
  given_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint line_consent_pkey PRIMARY KEY (part, account_id, client_id, purpose)
);

create table line_contact (
  part smallint not null,
  account_id bigint not null,
  contact_account_id bigint not null,
  added_at timestamp with time zone not null,
  constraint line_contact_pkey PRIMARY KEY (part, account_id, contact_account_id),
  constraint line_contact_is_another CHECK (account_id <> contact_account_id)
);

create table line_identity (
  part smallint not null,
  kind text not null,
  value text not null,
  account_id bigint not null,
  constraint line_identity_pkey PRIMARY KEY (part, kind, value),
  constraint line_identity_kind_known CHECK (kind = ANY (ARRAY['msisdn'::text, 'imsi'::text]))
);

create table message (
  part smallint not null,
  account_id bigint not null,
  message_id uuid not null,
  about text not null,
  facts jsonb,
  state text not null,
  way text,
  refused_ways text[] not null default '{}'::text[],
  attempts smallint not null default 0,
  segments smallint not null default 0,
  segments_arrived smallint not null default 0,
  told_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  lapses_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  problem text,
  constraint message_pkey PRIMARY KEY (part, account_id, message_id),
  constraint message_segments_arrive_once CHECK (segments_arrived >= 0 AND segments_arrived <= segments),
  constraint message_sent_by_a_way CHECK ((state <> ALL (ARRAY['sent'::text, 'delivered'::text])) OR way IS NOT NULL),
  constraint message_state_known CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'lapsed'::text])),
  constraint message_way_known CHECK (way = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text, 'outbox'::text]))
);
create index message_due on message USING btree (part, due_at) WHERE state = 'waiting'::text;
create index message_told on message USING btree (told_at);

create table message_report (
  part smallint not null,
  account_id bigint not null,
  subject_id uuid not null,
  subject text not null,
  sender_account_id bigint not null,
  body text not null,
  reason text not null,
  reported_at timestamp with time zone not null,
  constraint message_report_pkey PRIMARY KEY (part, account_id, subject_id),
  constraint message_report_reason_known CHECK (reason = ANY (ARRAY['unwanted'::text, 'abusive'::text, 'fraud'::text, 'other'::text]))
);
create index message_report_time on message_report USING btree (reported_at);

create table message_segment (
  part smallint not null,
  segment_name text not null,
  account_id bigint,
  message_id uuid,
  outcome text,
  seen_at timestamp with time zone not null,
  constraint message_segment_pkey PRIMARY KEY (part, segment_name),
  constraint message_segment_outcome_known CHECK (outcome = ANY (ARRAY['arrived'::text, 'undelivered'::text]))
);
create index message_segment_seen on message_segment USING btree (seen_at);

create table message_template (
  about text not null,
  language text not null,
  channel text not null,
  title text not null,
  body text not null,
  changed_at timestamp with time zone not null,
  constraint message_template_pkey PRIMARY KEY (about, language, channel),
  constraint message_template_channel_known CHECK (channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text])),
  constraint message_template_fits CHECK (char_length(title) >= 1 AND char_length(title) <= 80 AND char_length(body) >= 1 AND char_length(body) <= 5000),
  constraint message_template_language_known CHECK (language = ANY (ARRAY['en'::text, 'fr'::text, 'zh'::text]))
);

create table migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint migration_pkey PRIMARY KEY (number)
);

create table pack (
  pack_id text not null,
  name jsonb not null,
  octets bigint not null,
  scope text not null,
  validity_days integer not null,
  price_cents integer not null,
  is_sold boolean not null,
  constraint pack_pkey PRIMARY KEY (pack_id),
  constraint pack_has_octets CHECK (octets > 0),
  constraint pack_is_valid_for_a_while CHECK (validity_days >= 1 AND validity_days <= 3660),
  constraint pack_price_not_negative CHECK (price_cents >= 0),
  constraint pack_scope_known CHECK (scope = ANY (ARRAY['any'::text, 'domestic'::text, 'roaming'::text, 'hotspot'::text]))
);

create table pack_offer (
  part smallint not null,
  account_id bigint not null,
  order_id uuid not null,
  buyer_part smallint not null,
  buyer_account_id bigint not null,
  constraint pack_offer_pkey PRIMARY KEY (part, account_id, order_id)
);

create table pack_order (
  part smallint not null,
  account_id bigint not null,
  order_id uuid not null,
  key text not null,
  receiver_account_id bigint not null,
  pack_id text not null,
  octets bigint not null,
  scope text not null,
  validity_days integer not null,
  price_cents integer not null,
  state text not null,
  asked_at timestamp with time zone not null,
  offered_until timestamp with time zone,
  delivers_at timestamp with time zone,
  ended_at timestamp with time zone,
  reason text,
  constraint pack_order_pkey PRIMARY KEY (part, account_id, order_id),
  constraint pack_order_key_once UNIQUE (part, account_id, key),
  constraint pack_order_has_octets CHECK (octets > 0),
  constraint pack_order_price_not_negative CHECK (price_cents >= 0),
  constraint pack_order_state_known CHECK (state = ANY (ARRAY['asked'::text, 'offered'::text, 'delivering'::text, 'delivered'::text, 'refunding'::text, 'refunded'::text, 'not_paid'::text]))
);

create table part_opening (
  part smallint not null,
  openings bigint not null,
  constraint part_opening_pkey PRIMARY KEY (part),
  constraint part_opening_counts_upwards CHECK (openings >= 0)
) with (fillfactor=50);

create table partner (
  client_id text not null,
  name text not null,
  secret_hash text not null,
  scopes text[] not null,
  requests_a_minute integer not null,
  added_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint partner_pkey PRIMARY KEY (client_id),
  constraint partner_may_ask CHECK (requests_a_minute >= 1 AND requests_a_minute <= 1000000),
  constraint partner_may_do_something CHECK (cardinality(scopes) > 0)
);

create table partner_event (
  part smallint not null,
  event_id uuid not null,
  type text not null,
  subject text not null,
  data jsonb not null,
  at timestamp with time zone not null,
  constraint partner_event_pkey PRIMARY KEY (part, event_id)
);
create index partner_event_age on partner_event USING btree (part, at);

create table plan (
  plan_id text not null,
  name jsonb not null,
  octets_per_cycle bigint not null,
  price_cents integer not null,
  may_give boolean not null,
  may_receive boolean not null,
  constraint plan_pkey PRIMARY KEY (plan_id),
  constraint plan_has_octets CHECK (octets_per_cycle > 0),
  constraint plan_price_not_negative CHECK (price_cents >= 0)
);

create table pool_member (
  part smallint not null,
  account_id bigint not null,
  member_account_id bigint not null,
  role text not null,
  state text not null,
  invited_at timestamp with time zone not null,
  invited_until timestamp with time zone not null,
  joined_at timestamp with time zone,
  left_at timestamp with time zone,
  cap_octets bigint,
  is_paused boolean not null default false,
  is_slowed boolean not null default false,
  draws_by_itself boolean not null default true,
  share_octets bigint,
  constraint pool_member_pkey PRIMARY KEY (part, account_id, member_account_id),
  constraint pool_member_cap_not_negative CHECK (cap_octets >= 0),
  constraint pool_member_joined_when CHECK ((state <> ALL (ARRAY['joined'::text, 'leaving'::text])) OR joined_at IS NOT NULL),
  constraint pool_member_role_known CHECK (role = ANY (ARRAY['holder'::text, 'adult'::text, 'minor'::text])),
  constraint pool_member_share_not_negative CHECK (share_octets >= 0),
  constraint pool_member_state_known CHECK (state = ANY (ARRAY['invited'::text, 'joined'::text, 'leaving'::text, 'left'::text, 'declined'::text]))
);

create table pool_seat (
  part smallint not null,
  account_id bigint not null,
  pool_account_id bigint not null,
  key text,
  constraint pool_seat_pkey PRIMARY KEY (part, account_id, pool_account_id),
  constraint pool_seat_key_once UNIQUE (part, account_id, key)
);

create table posting (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer,
  posting_number integer not null,
  at timestamp with time zone not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  overrun_octets bigint not null,
  reason text not null,
  reference text not null,
  constraint posting_conserves_octets CHECK (granted = (available + held + used + given + expired + withdrawn)),
  constraint posting_names_a_bucket CHECK (bucket_number IS NOT NULL OR granted = 0 AND overrun_octets > 0),
  constraint posting_overrun_not_negative CHECK (overrun_octets >= 0)
) partition by RANGE (at);

create table posting_archive (
  month text not null,
  number integer not null,
  totals jsonb not null,
  file text not null,
  sha256 text not null,
  archived_at timestamp with time zone not null,
  constraint posting_archive_pkey PRIMARY KEY (month, number),
  constraint posting_archive_month_written CHECK (month ~ '^\d{4}-\d{2}$'::text)
);

create table posting_carried (
  part smallint not null,
  account_id bigint not null,
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
  constraint posting_carried_pkey PRIMARY KEY (part, account_id, bucket_number),
  constraint posting_carried_conserves_octets CHECK (granted = (available + held + used + given + expired + withdrawn))
);

create table posting_carried_gift (
  part smallint not null,
  account_id bigint not null,
  reference text not null,
  given bigint not null,
  received bigint not null,
  withdrawn bigint not null,
  constraint posting_carried_gift_pkey PRIMARY KEY (part, account_id, reference)
);

create table posting_other (
  part smallint not null,
  account_id bigint not null,
  bucket_number integer,
  posting_number integer not null,
  at timestamp with time zone not null,
  granted bigint not null,
  available bigint not null,
  held bigint not null,
  used bigint not null,
  given bigint not null,
  expired bigint not null,
  withdrawn bigint not null,
  overrun_octets bigint not null,
  reason text not null,
  reference text not null,
  constraint posting_conserves_octets CHECK (granted = (available + held + used + given + expired + withdrawn)),
  constraint posting_names_a_bucket CHECK (bucket_number IS NOT NULL OR granted = 0 AND overrun_octets > 0),
  constraint posting_overrun_not_negative CHECK (overrun_octets >= 0)
) partition of posting DEFAULT with (autovacuum_vacuum_insert_threshold=-1);
alter table posting_other alter part set statistics 10, alter account_id set statistics 10, alter bucket_number set statistics 10, alter posting_number set statistics 10, alter at set statistics 10, alter granted set statistics 10, alter available set statistics 10, alter held set statistics 10, alter used set statistics 10, alter given set statistics 10, alter expired set statistics 10, alter withdrawn set statistics 10, alter overrun_octets set statistics 10, alter reason set statistics 10, alter reference set statistics 10;

create view posting_sum as
 SELECT part,
    account_id,
    NULLIF(bucket_number, 0) AS bucket_number,
    sum(postings) AS postings,
    max(last_number) AS last_number,
    sum(granted) AS granted,
    sum(available) AS available,
    sum(held) AS held,
    sum(used) AS used,
    sum(given) AS given,
    sum(expired) AS expired,
    sum(withdrawn) AS withdrawn,
    sum(overrun_octets) AS overrun_octets
   FROM ( SELECT posting.part,
            posting.account_id,
            COALESCE(posting.bucket_number, 0) AS bucket_number,
            1::bigint AS postings,
            posting.posting_number AS last_number,
            posting.granted,
            posting.available,
            posting.held,
            posting.used,
            posting.given,
            posting.expired,
            posting.withdrawn,
            posting.overrun_octets
           FROM posting
        UNION ALL
         SELECT posting_carried.part,
            posting_carried.account_id,
            posting_carried.bucket_number,
            posting_carried.postings,
            posting_carried.last_number,
            posting_carried.granted,
            posting_carried.available,
            posting_carried.held,
            posting_carried.used,
            posting_carried.given,
            posting_carried.expired,
            posting_carried.withdrawn,
            posting_carried.overrun_octets
           FROM posting_carried) posted
  GROUP BY part, account_id, bucket_number;

create table rating_group (
  rating_group bigint not null,
  name jsonb not null,
  scope text not null,
  constraint rating_group_pkey PRIMARY KEY (rating_group),
  constraint rating_group_is_unsigned32 CHECK (rating_group >= 0 AND rating_group <= '4294967295'::bigint),
  constraint rating_group_scope_known CHECK (scope = ANY (ARRAY['by_location'::text, 'hotspot'::text, 'free'::text]))
);

create table receiver_name_try (
  part smallint not null,
  account_id bigint not null,
  receiver_account_id bigint not null,
  since timestamp with time zone not null,
  tries smallint not null,
  constraint receiver_name_try_pkey PRIMARY KEY (part, account_id, receiver_account_id)
);

create table saved_number (
  part smallint not null,
  account_id bigint not null,
  msisdn text not null,
  name text not null,
  saved_at timestamp with time zone not null,
  constraint saved_number_pkey PRIMARY KEY (part, account_id, msisdn)
);

create table shared_account (
  part smallint not null,
  account_id bigint not null,
  kind text not null,
  name text not null,
  plan_id text not null,
  holder_account_id bigint,
  state text not null,
  opened_at timestamp with time zone not null,
  closing_at timestamp with time zone,
  alerted_percent smallint not null default 0,
  closing jsonb,
  constraint shared_account_pkey PRIMARY KEY (part, account_id),
  constraint shared_account_alert_is_percent CHECK (alerted_percent >= 0 AND alerted_percent <= 100),
  constraint shared_account_closing_began CHECK ((state = 'open'::text) = (closing_at IS NULL)),
  constraint shared_account_closing_is_a_tanks CHECK (closing IS NULL OR kind = 'tank'::text AND state <> 'open'::text),
  constraint shared_account_kind_known CHECK (kind = ANY (ARRAY['pool'::text, 'tank'::text])),
  constraint shared_account_pool_has_holder CHECK ((kind = 'pool'::text) = (holder_account_id IS NOT NULL)),
  constraint shared_account_state_known CHECK (state = ANY (ARRAY['open'::text, 'closing'::text, 'closed'::text]))
);
create index shared_account_tanks on shared_account USING btree (account_id) WHERE kind = 'tank'::text;

create table sign_in_code (
  msisdn text not null,
  code_hash text not null,
  expires_at timestamp with time zone not null,
  attempts smallint not null,
  sent_since timestamp with time zone not null,
  sent_count smallint not null,
  constraint sign_in_code_pkey PRIMARY KEY (msisdn)
);

create table staff_read (
  part smallint not null,
  read_id uuid not null,
  read_at timestamp with time zone not null,
  staff text not null,
  what text not null,
  account_id bigint,
  why text not null,
  constraint staff_read_pkey PRIMARY KEY (part, read_id),
  constraint staff_read_history_is_somebodys CHECK ((what = 'history'::text) = (account_id IS NOT NULL)),
  constraint staff_read_names_who CHECK (length(staff) >= 1 AND length(staff) <= 100),
  constraint staff_read_says_why CHECK (length(why) >= 5 AND length(why) <= 500),
  constraint staff_read_what_known CHECK (what = ANY (ARRAY['reports'::text, 'history'::text]))
);
create index staff_read_account on staff_read USING btree (account_id, read_at) WHERE account_id IS NOT NULL;
create index staff_read_time on staff_read USING btree (read_at);

create table standing_gift (
  part smallint not null,
  account_id bigint not null,
  standing_id uuid not null,
  receiver_account_id bigint not null,
  receiver_kind text not null,
  kind text not null,
  octets bigint not null,
  day_of_cycle smallint,
  last_hours smallint,
  wishes jsonb not null,
  state text not null,
  reason text,
  made_at timestamp with time zone not null,
  agreed_at timestamp with time zone,
  ended_at timestamp with time zone,
  next_at timestamp with time zone,
  period text,
  missed smallint not null default 0,
  attempt integer not null default 0,
  planned jsonb,
  last_gift_id uuid,
  last_given_at timestamp with time zone,
  constraint standing_gift_pkey PRIMARY KEY (part, account_id, standing_id),
  constraint standing_gift_ended_rests CHECK (state <> 'ended'::text OR next_at IS NULL),
  constraint standing_gift_ends_once CHECK ((state = 'ended'::text) = (ended_at IS NOT NULL)),
  constraint standing_gift_has_octets CHECK (octets > 0),
  constraint standing_gift_is_one_of_two CHECK (kind = 'monthly'::text AND day_of_cycle >= 1 AND day_of_cycle <= 31 AND last_hours IS NULL OR kind = 'expiring'::text AND day_of_cycle IS NULL AND last_hours >= 1 AND last_hours <= 168),
  constraint standing_gift_only_lines_are_asked CHECK (state <> 'asked'::text OR receiver_kind = 'line'::text),
  constraint standing_gift_receiver_kind_known CHECK (receiver_kind = ANY (ARRAY['line'::text, 'pool'::text, 'tank'::text])),
  constraint standing_gift_state_known CHECK (state = ANY (ARRAY['asked'::text, 'active'::text, 'paused'::text, 'ended'::text])),
  constraint standing_gift_to_another CHECK (account_id <> receiver_account_id)
);
create index standing_gift_due on standing_gift USING btree (part, next_at) WHERE next_at IS NOT NULL;

create table standing_gift_received (
  part smallint not null,
  account_id bigint not null,
  standing_id uuid not null,
  giver_account_id bigint not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint standing_gift_received_pkey PRIMARY KEY (part, account_id, standing_id)
);

create table store (
  singleton boolean not null default true,
  parts smallint not null,
  created_at timestamp with time zone not null,
  constraint store_pkey PRIMARY KEY (singleton),
  constraint store_parts_check CHECK (parts >= 1 AND parts <= 1024),
  constraint store_singleton_check CHECK (singleton)
);

create table sweep_mark (
  part smallint not null,
  swept_until timestamp with time zone not null,
  constraint sweep_mark_pkey PRIMARY KEY (part)
);

create table token_key (
  key_id text not null,
  private_jwk jsonb not null,
  made_at timestamp with time zone not null,
  proves_until timestamp with time zone,
  constraint token_key_pkey PRIMARY KEY (key_id)
);

create table web_session (
  token_hash text not null,
  account_id bigint not null,
  signed_in_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint web_session_pkey PRIMARY KEY (token_hash)
);
create index web_session_expiry on web_session USING btree (expires_at);

CREATE OR REPLACE FUNCTION line_is_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.changed_at := clock_timestamp();
  return new;
end $function$
;
