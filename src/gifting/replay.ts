// Tries a policy on gifts of the past: how many of them it would have refused, and why.
//
// Gifts are read giver by giver, each giver's in the order in which they were asked for, a page at a time:
// what must be remembered is one giver's counts, however many gifts there are. What is known of a gift is
// what its judge knew then. The giver's counts are made anew, because a gift that the policy refuses does
// not count against the next one; the receiver's are as they were.

import { civilTime, cycleAt, findPolicyFor, rulesFor, type GiftPolicy } from '../catalog/public.ts';
import { instantValue, type Store } from '../db/public.ts';
import { DAY, octets, SECOND, type AccountId, type Instant } from '../kernel/public.ts';
import type { Balance } from '../ledger/public.ts';
import { sideThen, type GiftFacts } from './facts.ts';
import type { Gift } from './gift.ts';
import { giftOf } from './gift-row.ts';
import { judge, type Ask } from './judge.ts';
import { givingLimits } from './rules/limits.ts';

export type ReplayReason = {
  readonly code: string;
  readonly rule: string;
  readonly gifts: number;
  readonly octets: number;
  /** Some of them, to look at. */
  readonly examples: readonly string[];
};

export type ReplayReport = {
  readonly from: Instant;
  readonly to: Instant;
  /** Of lines that the policy is for; those undone by their givers are left out. */
  readonly gifts: number;
  readonly octets: number;
  readonly refused: number;
  readonly refusedOctets: number;
  readonly givers: number;
  /** Of the givers, those who had a gift refused. */
  readonly giversRefused: number;
  /** Gifts for which something would have been asked: a code, a name, a guardian. */
  readonly asked: number;
  /** Gifts that cost their givers something, and what. */
  readonly feeCents: number;
  /** The most frequent first. */
  readonly reasons: readonly ReplayReason[];
  /** Gifts of before their facts were kept, which could not be judged again. */
  readonly unknown: number;
};

export type ReplayOptions = {
  readonly store: Pick<Store, 'kysely'>;
  /** The policy to try. It takes the place of the one of its name among `others`. */
  readonly policy: GiftPolicy;
  readonly others: readonly GiftPolicy[];
  readonly timeZone: string;
  /** Gifts asked for from here on … */
  readonly from: Instant;
  /** … and before here. */
  readonly to: Instant;
  readonly onProgress?: (done: number, total: number) => void;
};

const PAGE = 500;
const EXAMPLES = 3;
/** A cycle before the first gift that is judged: what was given in it counts already. */
const LEAD_IN = 31 * DAY;

export async function replayGifts(options: ReplayOptions): Promise<ReplayReport> {
  const { store, from, to, onProgress } = options;
  const total = await countGifts(store, from, to);
  const tried = new Trial(options);
  let after: Place | undefined;
  let done = 0;
  onProgress?.(0, total);
  for (;;) {
    const page = await readPage(store, from - LEAD_IN, to, after);
    for (const { gift } of page) {
      tried.play(gift);
      if (gift.askedAt >= from) done += 1;
    }
    onProgress?.(done, total);
    after = page.at(-1)?.place;
    if (page.length < PAGE) return tried.report();
  }
}

/** One giver's counts, as they would be under the policy. */
type Giver = {
  readonly account: AccountId;
  tallies: { [tally: string]: Balance['tallies'][string] };
  cycle: string;
  receivers: AccountId[];
  lastAskedAt: Instant | null;
  wasJudged: boolean;
  wasRefused: boolean;
};

class Trial {
  readonly #options: ReplayOptions;
  readonly #policies: readonly GiftPolicy[];
  readonly #reasons = new Map<string, ReplayReason>();
  readonly #sum = {
    gifts: 0,
    octets: 0,
    refused: 0,
    refusedOctets: 0,
    givers: 0,
    giversRefused: 0,
    asked: 0,
    feeCents: 0,
    unknown: 0,
  };
  #giver: Giver | undefined;

  constructor(options: ReplayOptions) {
    this.#options = options;
    const { policy, others } = options;
    this.#policies = [policy, ...others.filter(({ id }) => id !== policy.id)];
  }

  play(gift: Gift): void {
    if (this.#giver?.account !== gift.giver) this.#turnTo(gift.giver);
    const giver = this.#giver;
    if (giver === undefined) return;
    const isJudged = gift.askedAt >= this.#options.from;
    if (gift.facts === null) {
      if (isJudged) this.#sum.unknown += 1;
      return;
    }
    const ask = this.#askOf(gift, gift.facts, giver);
    if (ask === undefined) return;
    const judged = judge(ask);
    if (!isJudged) {
      this.#count(giver, gift, ask);
      return;
    }
    this.#sum.gifts += 1;
    this.#sum.octets += gift.octets;
    if (!giver.wasJudged) this.#sum.givers += 1;
    giver.wasJudged = true;
    if (judged.ok) {
      this.#sum.feeCents += judged.value.feeCents;
      if (judged.value.needs.length > 0) this.#sum.asked += 1;
      this.#count(giver, gift, ask);
      return;
    }
    this.#sum.refused += 1;
    this.#sum.refusedOctets += gift.octets;
    if (!giver.wasRefused) this.#sum.giversRefused += 1;
    giver.wasRefused = true;
    this.#note(judged.refusal, gift);
  }

  report(): ReplayReport {
    const { from, to } = this.#options;
    const reasons = [...this.#reasons.values()].toSorted(
      (left, right) => right.gifts - left.gifts || (left.code < right.code ? -1 : 1),
    );
    return { from, to, ...this.#sum, reasons };
  }

  #turnTo(account: AccountId): void {
    this.#giver = {
      account,
      tallies: {},
      cycle: '',
      receivers: [],
      lastAskedAt: null,
      wasJudged: false,
      wasRefused: false,
    };
  }

  /** As it was asked for, under the policy that is tried; undefined where that is not the line's. */
  #askOf(gift: Gift, facts: GiftFacts, giver: Giver): Ask | undefined {
    const { policy, timeZone } = this.#options;
    const { line } = facts.giver;
    const brand = line.standing?.brand ?? '';
    if (findPolicyFor(this.#policies, { planId: line.planId, brand })?.id !== policy.id)
      return undefined;
    const then = sideThen(facts.giver, gift.askedAt, timeZone);
    if (then.cycle.startsOn !== giver.cycle) {
      giver.cycle = then.cycle.startsOn;
      giver.receivers = [];
    }
    return {
      way: gift.way,
      octets: gift.octets,
      policy,
      giver: { ...then, balance: { ...then.balance, tallies: giver.tallies } },
      receiver:
        facts.receiver === null ? undefined : sideThen(facts.receiver, gift.askedAt, timeZone),
      relation: facts.relation,
      history: giver,
      now: gift.askedAt,
      timeZone,
      undoUntil: gift.askedAt + policy.undoWindowSeconds * SECOND,
      shown: facts.shown,
      // What would have been asked for would have been given.
      isPreview: true,
      ...(facts.actor === null ? {} : { actor: facts.actor }),
      ...(facts.lapsingBefore === null ? {} : { lapsingBefore: facts.lapsingBefore }),
    };
  }

  /** A gift that came back from where it could not arrive counts no more. */
  #count(giver: Giver, gift: Gift, ask: Ask): void {
    const rules = rulesFor(ask.policy, ask.way);
    if (rules === undefined || gift.state === 'returned') return;
    const { timeZone } = this.#options;
    const limits = givingLimits(rules, ask.relation, ask.giver.plan.octetsPerCycle, {
      cycle: cycleAt(gift.askedAt, ask.giver.line.cycleDay, timeZone).startsOn,
      day: civilTime(gift.askedAt, timeZone).date,
    });
    for (const { tally, period } of limits) {
      const known = giver.tallies[tally];
      const used = known?.period === period ? known : { count: 0, octets: 0 };
      giver.tallies[tally] = {
        period,
        count: used.count + 1,
        octets: octets(used.octets + gift.octets),
      };
    }
    giver.lastAskedAt = gift.askedAt;
    if (!giver.receivers.includes(gift.receiver)) giver.receivers.push(gift.receiver);
  }

  #note(refusal: { readonly code: string }, gift: Gift): void {
    const rule = (refusal as { readonly rule?: string }).rule ?? '';
    const name = `${refusal.code} ${rule}`;
    const known = this.#reasons.get(name);
    this.#reasons.set(name, {
      code: refusal.code,
      rule,
      gifts: (known?.gifts ?? 0) + 1,
      octets: (known?.octets ?? 0) + gift.octets,
      examples: [...(known?.examples ?? []), gift.id].slice(0, EXAMPLES),
    });
  }
}

/** Where in the order of reading a gift stands. */
type Place = { readonly part: number; readonly account: AccountId; readonly giftId: string };

const giftsBetween = (store: Pick<Store, 'kysely'>, from: Instant, to: Instant) =>
  store.kysely
    .selectFrom('gift')
    .where('asked_at', '>=', instantValue(from))
    .where('asked_at', '<', instantValue(to))
    .where('state', 'not in', ['asked', 'undone']);

async function countGifts(
  store: Pick<Store, 'kysely'>,
  from: Instant,
  to: Instant,
): Promise<number> {
  const { gifts } = await giftsBetween(store, from, to)
    .select(({ fn }) => fn.countAll<number>().as('gifts'))
    .executeTakeFirstOrThrow();
  return gifts;
}

async function readPage(
  store: Pick<Store, 'kysely'>,
  from: Instant,
  to: Instant,
  after: Place | undefined,
): Promise<readonly { readonly gift: Gift; readonly place: Place }[]> {
  let page = giftsBetween(store, from, to);
  if (after !== undefined)
    page = page.where((is) =>
      is(
        is.refTuple('part', 'account_id', 'gift_id'),
        '>',
        is.tuple(after.part, after.account, after.giftId),
      ),
    );
  const rows = await page
    .selectAll()
    .orderBy('part')
    .orderBy('account_id')
    .orderBy('gift_id')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({
    gift: giftOf(row),
    place: { part: row.part, account: row.account_id, giftId: row.gift_id },
  }));
}
