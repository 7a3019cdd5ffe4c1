// Whether a pack may be bought, and for whom. Nothing is bought here.

import {
  policyFor,
  rulesFor,
  USUAL_ROLES,
  type Catalog,
  type GiftPolicy,
  type Pack,
  type Packs as PackCatalog,
} from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import {
  accept,
  invariant,
  refuse,
  type AccountId,
  type Clock,
  type Result,
} from '../../kernel/public.ts';
import { parseMsisdn, type Directory, type Line } from '../../subscribers/public.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import type { GiftRefusal } from '../refusal.ts';
import { mayAct } from '../rules/roles.ts';
import { isFamily, relationOf, standingOf } from '../rules/side.ts';
import { whyNotTogether } from '../rules/together.ts';
import { isYounger, whyNotGive, whyNotReceive } from '../rules/who.ts';
import type { PaymentRefusal } from './payment.ts';

export type PacksRefusal =
  | GiftRefusal
  | PaymentRefusal
  /** No such pack, or one that is not sold any more. */
  | { readonly code: 'pack_unknown' }
  | { readonly code: 'order_unknown' }
  /** It was accepted, declined, or its time is over. */
  | { readonly code: 'order_already_ended'; readonly state: string };

type Answer<Value> = Promise<Result<Value, PacksRefusal>>;
export type Purchase = {
  readonly buyer: AccountId;
  readonly packId: string;
  /** Whom it is for; oneself when nobody is named. */
  readonly toMsisdn?: string;
};
export type PackPreview = {
  readonly pack: Pack;
  readonly receiver: Line;
  readonly isForSelf: boolean;
  /** The receiver is asked first. */
  readonly needsConsent: boolean;
};

export type PurchaseDesk = {
  preview(purchase: Purchase): Answer<PackPreview & { readonly policy: GiftPolicy }>;
  /** Refuses, in this order: msisdn_invalid, receiver_not_found. */
  receiverOf(purchase: Purchase, buyer: Line): Promise<Result<Line, GiftRefusal>>;
};

export function createPurchaseDesk(options: {
  store: Store;
  catalog: Catalog;
  packs: PackCatalog;
  directory: Directory;
  clock: Clock;
  timeZone: string;
  country: string;
}): PurchaseDesk {
  const { catalog, packs, directory, clock, timeZone } = options;

  const preview: PurchaseDesk['preview'] = async (purchase) => {
    const pack = await packs.pack(purchase.packId);
    if (pack?.isSold !== true) return refuse({ code: 'pack_unknown' });
    const buyer = await lineOf(purchase.buyer);
    const receiver = await receiverOf(purchase, buyer);
    // Asked for the buyer itself where nobody was found, so that both take as long.
    const other = receiver.ok ? receiver.value.accountId : buyer.accountId;
    const isShutOut = await isBlockedBy(options.store, other, buyer);
    if (!receiver.ok) return receiver;
    if (isShutOut) return refuse({ code: 'receiver_not_found' });
    const to = receiver.value;
    const now = clock.now();
    const policies = await catalog.giftPoliciesAt(now);
    const { brand, billUnpaidSince } = standingOf(buyer);
    const policy = policyFor(policies, { planId: buyer.planId, brand });
    const at = { now, timeZone };
    const roles = policy.roles ?? USUAL_ROLES;
    if (isYounger(buyer, roles.minorUnderAge, at) || !mayAct('give', buyer, buyer, at, roles))
      return refuse({ code: 'not_authorised', rule: 'roles', action: 'give' });
    if (billUnpaidSince !== null) return refuse({ code: 'bill_unpaid', rule: 'giver.billPaid' });
    const relation = relationOf(
      buyer,
      to,
      await directory.isContact(buyer.accountId, to.accountId),
    );
    const isForSelf = to.accountId === buyer.accountId;
    const unfit = isForSelf ? undefined : await whyNotFor(buyer, to, relation, policy);
    if (unfit !== undefined) return refuse(unfit);
    return accept({
      pack,
      receiver: to,
      isForSelf,
      needsConsent: !isForSelf && !isFamily(relation),
      policy,
    });
  };

  async function whyNotFor(
    buyer: Line,
    receiver: Line,
    relation: ReturnType<typeof relationOf>,
    policy: GiftPolicy,
  ): Promise<GiftRefusal | undefined> {
    const rules = rulesFor(policy, 'pack');
    if (rules === undefined) return { code: 'way_not_offered', rule: 'ways', way: 'pack' };
    const plans = await catalog.plans();
    const sideOf = (line: Line) => {
      const plan = plans.find(({ id }) => id === line.planId);
      invariant(plan !== undefined, 'a line is on a plan');
      return { line, plan };
    };
    const at = { now: clock.now(), timeZone };
    // A plan that gives no octets of its own may still buy some for others.
    const giver = sideOf(buyer);
    const mayBuy = { ...giver, plan: { ...giver.plan, mayGive: true } };
    return (
      whyNotGive(mayBuy, rules, at) ??
      whyNotReceive(sideOf(receiver), rules, at) ??
      whyNotTogether(giver, sideOf(receiver), relation, rules)
    );
  }

  async function receiverOf(
    { buyer, toMsisdn }: Purchase,
    from: Line,
  ): Promise<Result<Line, GiftRefusal>> {
    if (toMsisdn === undefined) return accept(from);
    const msisdn = parseMsisdn(toMsisdn, options.country);
    if (!msisdn.ok) return refuse(msisdn.refusal);
    const to = await directory.lineBy('msisdn', msisdn.value);
    const isFound =
      to !== undefined &&
      to.status !== 'closed' &&
      (to.findable === 'number' || relationOf(from, to, false) !== 'stranger');
    return isFound || to?.accountId === buyer ? accept(to) : refuse({ code: 'receiver_not_found' });
  }

  async function lineOf(account: AccountId): Promise<Line> {
    const line = await directory.line(account);
    invariant(line !== undefined, 'both sides of a purchase are lines');
    return line;
  }

  return { preview, receiverOf };
}
