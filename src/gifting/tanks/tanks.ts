// Tanks: octets that a community or a charity shares with whoever is short. Anybody puts in; a taker has
// limits a month, and the tank a reserve and a window of the month.
//
// Neither limit is checked here. The reserve is the floor of the hold at the tank's account, and the taker's
// limits are tallies of its own account, counted as the octets arrive: of twenty who take the last gigabyte
// at once, and of one who takes twenty times, only so many get it. What does not arrive goes back.

import {
  civilTime,
  nextHourWhen,
  policyFor,
  rulesFor,
  type GiftRules,
} from '../../catalog/public.ts';
import { transact } from '../../db/public.ts';
import {
  accept,
  invariant,
  MINUTE,
  newAccountId,
  octets,
  partOf,
  refuse,
  SECOND,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Proven } from '../ask.ts';
import type { Gift } from '../gift.ts';
import type { Preview } from '../offer.ts';
import { isName } from '../pools/people.ts';
import { readSharedAccount, sharedAccountOf, type SharedAccount } from '../pools/shared-account.ts';
import type { GiftRefusal } from '../refusal.ts';
import { moveClosing, tellWhatLapses, type TankParts } from './closing.ts';
import { CLOSING_PLAN, ensureClosingPlan, ensureTankPlan, USUAL_CLOSING } from './policy.ts';

export type SeenTank = SharedAccount & {
  readonly availableOctets: Octets;
  readonly reserveOctets: Octets;
  /** What may be taken by all together, now. */
  readonly takeableOctets: Octets;
  readonly rules: Pick<GiftRules, 'giving' | 'receiving' | 'timing'>;
  readonly isOpenNow: boolean;
  /** When it opens next; null where it is open, or never closes. */
  readonly opensAt: Instant | null;
};

export type TanksRefusal =
  | GiftRefusal
  | { readonly code: 'tank_unknown' }
  | { readonly code: 'tank_closed' }
  | { readonly code: 'tank_name_unfit' }
  /** The tank that its policy names for what is left is not open. */
  | { readonly code: 'tank_heir_unfit'; readonly rule: 'tank.onClosing'; readonly tank: AccountId }
  /** What is left is kept in reserve. */
  | {
      readonly code: 'tank_low';
      readonly rule: 'giving.floorOctets';
      readonly takeableOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** The taker has had all that it may have. */
  | { readonly code: 'tank_limit_reached'; readonly rule: string; readonly limit: number };

type Answer<Value> = Promise<Result<Value, TanksRefusal>>;
type Amount = { readonly octets: Octets; readonly key: string };

export type Tanks = {
  /** For the carrier's staff. Twice by the same name is as once. Refuses: tank_name_unfit. */
  open(about: { readonly name: string; readonly planId: string }): Answer<SeenTank>;
  /**
   * No more is put in or taken out. What it has goes where its policy says (`tank.onClosing`), and what was on
   * its way to it goes home. Twice is as once. Refuses, in this order: tank_unknown, tank_heir_unfit.
   */
  close(tank: AccountId): Answer<SeenTank>;
  /** Work that `schedule` was asked for: moves a tank that is closing on. Answers when to do it again. */
  work(tank: AccountId): Promise<Instant | undefined>;
  /** The carrier adds octets of its own. Refuses, in this order: tank_unknown, tank_closed. */
  endow(tank: AccountId, gift: Amount & { readonly expiresAt: Instant }): Answer<SeenTank>;
  /** At most a hundred. */
  tanks(): Promise<readonly SeenTank[]>;
  tank(id: AccountId): Answer<SeenTank>;
  /** Refuses, in this order: tank_unknown, tank_closed, and then as giving does. */
  previewPutIn(giver: AccountId, tank: AccountId, amount: Octets): Answer<Preview>;
  putIn(giver: AccountId, tank: AccountId, put: Amount & Proven): Answer<Gift>;
  /** As take would be; nothing is held. */
  previewTake(taker: AccountId, tank: AccountId, amount: Octets): Answer<Preview>;
  /** Refuses, in this order: tank_unknown, tank_closed, as giving does, tank_low, tank_limit_reached. */
  take(taker: AccountId, tank: AccountId, take: Amount): Answer<Gift>;
};

const TANKS_LISTED = 100;

/** Without ports a tank closes in the call that closes it, as far as it goes, and nobody is told. */
export function createTanks(parts: TankParts & { readonly timeZone: string }): Tanks {
  const { store, ledger, catalog, gifting, clock, timeZone } = parts;

  const find = async (id: AccountId): Answer<SharedAccount> => {
    const found = await readSharedAccount(store, id);
    return found?.kind === 'tank' ? accept(found) : refuse({ code: 'tank_unknown' });
  };
  const findOpen = async (id: AccountId): Answer<SharedAccount> => {
    const found = await find(id);
    return found.ok && found.value.state !== 'open' ? refuse({ code: 'tank_closed' }) : found;
  };

  const seen = async (tank: SharedAccount): Promise<SeenTank> => {
    const now = clock.now();
    const [balance, policies] = await Promise.all([
      ledger.balance(tank.id),
      catalog.giftPoliciesAt(now),
    ]);
    invariant(balance.ok, 'a tank has an account');
    const rules = rulesFor(policyFor(policies, { planId: tank.planId, brand: '' }), 'tank');
    invariant(rules !== undefined, 'a tank’s policy offers taking from it');
    const { availableOctets } = balance.value;
    const opensAt = isOpenAt(rules, now) ? null : nextOpening(rules, now);
    return {
      ...tank,
      availableOctets,
      reserveOctets: octets(rules.giving.floorOctets),
      takeableOctets: octets(Math.max(0, availableOctets - rules.giving.floorOctets)),
      rules,
      isOpenNow: tank.state === 'open' && isOpenAt(rules, now),
      opensAt,
    };
  };
  const isOpenAt = ({ timing }: GiftRules, at: Instant): boolean => {
    const { dayOfMonth, hour } = civilTime(at, timeZone);
    const { fromDayOfMonth = 1, toDayOfMonth = 31, fromHour = 0, toHour = 0 } = timing ?? {};
    const inHours =
      fromHour === toHour ||
      (fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour);
    return dayOfMonth >= fromDayOfMonth && dayOfMonth <= toDayOfMonth && inHours;
  };
  const nextOpening = (rules: GiftRules, now: Instant): Instant | null =>
    nextHourWhen(now, timeZone, (_, at) => isOpenAt(rules, at)) ?? null;

  /** Whoever is first says what becomes of the rest. */
  const beginClosing = async (
    tank: SharedAccount,
  ): Answer<'begun_before' | 'done_by_us' | 'done_by_job'> => {
    if (tank.state !== 'open') return accept('begun_before');
    const now = clock.now();
    const isKnown = (await catalog.plans()).some((plan) => plan.id === CLOSING_PLAN);
    await ensureClosingPlan(catalog, now);
    const policy = policyFor(await catalog.giftPoliciesAt(now), {
      planId: tank.planId,
      brand: '',
    });
    const rest = policy.tank?.onClosing ?? USUAL_CLOSING;
    if (typeof rest === 'object') {
      const heir = await findOpen(rest.toTank);
      if (!heir.ok || heir.value.id === tank.id)
        return refuse({ code: 'tank_heir_unfit', rule: 'tank.onClosing', tank: rest.toTank });
    }
    return transact(store, async ({ client, kysely }) => {
      const { numUpdatedRows } = await kysely
        .updateTable('shared_account')
        .set({
          state: 'closing',
          closing_at: new Date(now),
          plan_id: CLOSING_PLAN,
          closing: JSON.stringify({ rest, planId: tank.planId }),
        })
        .where('part', '=', partOf(tank.id, store.parts))
        .where('account_id', '=', tank.id)
        .where('state', '=', 'open')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return accept('begun_before');
      // Of two who move it on at once both would tell its givers. A plan that was made just now is one that
      // others may not have heard of for a moment.
      await parts.ports?.schedule(client, tank.id, now + (isKnown ? MINUTE : SECOND));
      return accept(isKnown ? 'done_by_us' : 'done_by_job');
    });
  };

  return {
    async open({ name, planId }) {
      const named = name.normalize('NFC').trim();
      if (!isName(named)) return refuse({ code: 'tank_name_unfit' });
      await ensureTankPlan(catalog, planId, clock.now());
      const known = await store.kysely
        .selectFrom('shared_account')
        .selectAll()
        .where('kind', '=', 'tank')
        .where('name', '=', named)
        .where('state', '=', 'open')
        .executeTakeFirst();
      if (known !== undefined) return accept(await seen(sharedAccountOf(known)));
      const id = newAccountId();
      await ledger.openAccount(id);
      const row = await store.kysely
        .insertInto('shared_account')
        .values({
          part: partOf(id, store.parts),
          account_id: id,
          kind: 'tank',
          name: named,
          plan_id: planId,
          holder_account_id: null,
          state: 'open',
          opened_at: new Date(clock.now()),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return accept(await seen(sharedAccountOf(row)));
    },
    async close(id) {
      const found = await find(id);
      if (!found.ok) return found;
      const begun = await beginClosing(found.value);
      if (!begun.ok) return begun;
      const closing = await readSharedAccount(store, id);
      invariant(closing !== undefined, 'a tank is never deleted');
      if (begun.value === 'done_by_us') await moveClosing(parts, closing);
      if (begun.value !== 'begun_before' && closing.closing?.rest === 'lapses')
        await tellWhatLapses(parts, closing);
      return accept(await seen(closing));
    },
    async work(id) {
      const tank = await readSharedAccount(store, id);
      return tank === undefined ? undefined : moveClosing(parts, tank);
    },
    async endow(id, { octets: amount, key, expiresAt }) {
      const found = await findOpen(id);
      if (!found.ok) return found;
      const granted = await ledger.execute({
        name: 'grant',
        accountId: id,
        key: `endow:${key}`,
        kind: 'goodwill',
        scope: 'any',
        origin: 'carrier',
        octets: amount,
        validFrom: found.value.openedAt,
        expiresAt,
      });
      if (!granted.ok && granted.refusal.code === 'key_reused')
        return refuse({ code: 'key_reused', key });
      invariant(granted.ok, 'an amount that is valid for a while can be granted');
      return accept(await seen(found.value));
    },
    async tanks() {
      const rows = await store.kysely
        .selectFrom('shared_account')
        .selectAll()
        .where('kind', '=', 'tank')
        .where('state', '=', 'open')
        .orderBy('name')
        .limit(TANKS_LISTED)
        .execute();
      return Promise.all(rows.map((row) => seen(sharedAccountOf(row))));
    },
    async tank(id) {
      const found = await find(id);
      return found.ok ? accept(await seen(found.value)) : found;
    },
    async previewPutIn(giver, id, amount) {
      const found = await findOpen(id);
      return found.ok ? gifting.previewBetween(put(giver, id, amount)) : found;
    },
    async putIn(giver, id, { octets: amount, key, ...proven }) {
      const found = await findOpen(id);
      return found.ok ? gifting.giveBetween({ ...proven, ...put(giver, id, amount), key }) : found;
    },
    async previewTake(taker, id, amount) {
      const found = await findOpen(id);
      if (!found.ok) return found;
      return inTakersWords(await gifting.previewBetween(take(taker, id, amount)));
    },
    async take(taker, id, { octets: amount, key }) {
      const found = await findOpen(id);
      if (!found.ok) return found;
      const given = await gifting.giveBetween({
        ...take(taker, id, amount),
        key: `${taker}:${key}`,
      });
      if (!given.ok && given.refusal.code === 'key_reused')
        return refuse({ code: 'key_reused', key });
      if (!given.ok || given.value.reason !== 'receiver_limit_reached') return inTakersWords(given);
      // Another take of the same line was faster, and this one went back.
      const rules = (await seen(found.value)).rules.receiving;
      return refuse({
        code: 'tank_limit_reached',
        rule: 'receiving.monthlyOctets',
        limit: rules.monthlyOctets,
      });
    },
  };
}

const take = (taker: AccountId, tank: AccountId, amount: Octets) =>
  ({ giver: tank, receiver: taker, octets: amount, way: 'tank' }) as const;
const put = (giver: AccountId, tank: AccountId, amount: Octets) =>
  ({ giver, receiver: tank, octets: amount, way: 'tank' }) as const;

/** What a giver is told of itself, a taker is told of the tank; and what of its receiver, of itself. */
function inTakersWords<Value>(result: Result<Value, GiftRefusal>): Result<Value, TanksRefusal> {
  if (result.ok) return result;
  const { refusal } = result;
  switch (refusal.code) {
    case 'floor_broken':
      return refuse({
        code: 'tank_low',
        rule: 'giving.floorOctets',
        takeableOctets: octets(
          Math.max(0, refusal.keepsOctets + refusal.askedOctets - refusal.floorOctets),
        ),
        askedOctets: refusal.askedOctets,
      });
    case 'balance_too_low':
      return refuse({
        code: 'tank_low',
        rule: 'giving.floorOctets',
        takeableOctets: refusal.givableOctets,
        askedOctets: refusal.askedOctets,
      });
    case 'receiver_limit_reached':
      return refuse({
        code: 'tank_limit_reached',
        rule: refusal.rule,
        limit: refusal.limit,
      });
    default:
      return result;
  }
}
