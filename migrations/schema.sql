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
  constraint bucket_pkey PRIMARY KEY (part, account_id, bucket_number),
  constraint bucket_conserves_octets CHECK (granted = (available + held + used + given + expired + withdrawn)),
  constraint bucket_kind_known CHECK (kind = ANY (ARRAY['plan'::text, 'pack'::text, 'gift'::text, 'bonus'::text, 'goodwill'::text])),
  constraint bucket_never_negative CHECK (available >= 0 AND held >= 0 AND used >= 0 AND given >= 0 AND expired >= 0 AND withdrawn >= 0),
  constraint bucket_scope_known CHECK (scope = ANY (ARRAY['any'::text, 'domestic'::text, 'roaming'::text, 'hotspot'::text])),
  constraint bucket_validity_ordered CHECK (valid_from < expires_at)
) with (fillfactor=60);
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

create table gift_fee (
  part smallint not null,
  account_id bigint not null,
  gift_id uuid not null,
  cents integer not null,
  due_at timestamp with time zone not null,
  constraint gift_fee_pkey PRIMARY KEY (part, account_id, gift_id),
  constraint gift_fee_is_something CHECK (cents > 0)
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
  constraint hold_parts_are_threes CHECK ((cardinality(parts) % 3) = 0),
  constraint hold_parts_not_negative CHECK (0 <= ALL (parts))
) with (fillfactor=60);

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
  constraint line_pkey PRIMARY KEY (part, account_id),
  constraint line_birth_year_plausible CHECK (birth_year >= 1900 AND birth_year <= 2200),
  constraint line_cycle_day_in_month CHECK (cycle_day >= 1 AND cycle_day <= 31),
  constraint line_findable_known CHECK (findable = ANY (ARRAY['nobody'::text, 'number'::text])),
  constraint line_language_known CHECK (language = ANY (ARRAY['en'::text, 'fr'::text])),
  constraint line_payment_known CHECK (payment = ANY (ARRAY['prepaid'::text, 'postpaid'::text])),
  constraint line_role_known CHECK (role = ANY (ARRAY['holder'::text, 'authorised'::text, 'member'::text])),
  constraint line_status_known CHECK (status = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text]))
);
create index line_family on line USING btree (family_id) WHERE family_id IS NOT NULL;
create index line_holder on line USING btree (holder_id);

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

create table migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint migration_pkey PRIMARY KEY (number)
);

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
) partition of posting DEFAULT;

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

create table sign_in_code (
  msisdn text not null,
  code_hash text not null,
  expires_at timestamp with time zone not null,
  attempts smallint not null,
  sent_since timestamp with time zone not null,
  sent_count smallint not null,
  constraint sign_in_code_pkey PRIMARY KEY (msisdn)
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

create table web_session (
  token_hash text not null,
  account_id bigint not null,
  signed_in_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint web_session_pkey PRIMARY KEY (token_hash)
);
create index web_session_expiry on web_session USING btree (expires_at);
