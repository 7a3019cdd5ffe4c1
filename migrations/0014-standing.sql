-- Gifts that are given again each cycle of the giver: so much on a day of it, or what is about to lapse at
-- its end. One lives with its giver. What is to be done next, and when, stands in the row itself, so that a
-- store that was restored goes on where it was.

create table standing_gift (
  part smallint not null,
  account_id bigint not null,
  standing_id uuid not null,
  receiver_account_id bigint not null,
  -- Whom it goes to: a person's line, who must agree, or a pool or tank that the giver may put into.
  receiver_kind text not null,
  kind text not null,
  -- How much each time; of what lapses, at most this much.
  octets bigint not null,
  day_of_cycle smallint,
  last_hours smallint,
  -- What the giver showed or chose when it was made.
  wishes jsonb not null,
  state text not null,
  reason text,
  made_at timestamptz not null,
  agreed_at timestamptz,
  ended_at timestamptz,
  -- When it is to be looked at next; null where only a person moves it on.
  next_at timestamptz,
  -- The giver's cycle that is dealt with, and how many in a row before it went without a gift.
  period text,
  missed smallint not null default 0,
  -- The gift that is being given, written down before it is asked for.
  attempt integer not null default 0,
  planned jsonb,
  last_gift_id uuid,
  last_given_at timestamptz,
  primary key (part, account_id, standing_id),
  constraint standing_gift_to_another check (account_id <> receiver_account_id),
  constraint standing_gift_receiver_kind_known check (receiver_kind in ('line', 'pool', 'tank')),
  constraint standing_gift_state_known check (state in ('asked', 'active', 'paused', 'ended')),
  constraint standing_gift_is_one_of_two check (
    (kind = 'monthly' and day_of_cycle between 1 and 31 and last_hours is null)
    or (kind = 'expiring' and day_of_cycle is null and last_hours between 1 and 168)
  ),
  constraint standing_gift_has_octets check (octets > 0),
  constraint standing_gift_ends_once check ((state = 'ended') = (ended_at is not null)),
  constraint standing_gift_ended_rests check (state <> 'ended' or next_at is null),
  constraint standing_gift_only_lines_are_asked check (state <> 'asked' or receiver_kind = 'line')
);
create index standing_gift_due on standing_gift (part, next_at) where next_at is not null;

-- A receiver's way to what others give it, in its own part.
create table standing_gift_received (
  part smallint not null,
  account_id bigint not null,
  standing_id uuid not null,
  giver_account_id bigint not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (part, account_id, standing_id)
);
