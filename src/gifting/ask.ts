// Gathers what a judge is told of a gift. What only some rules ask for is read where a policy has them.

import { cycleAt, policyFor, rulesFor, type GiftPolicy, type Way } from '../catalog/public.ts';
import { invariant, SECOND, type AccountId, type Instant, type Octets } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { Parts } from './advance.ts';
import { NEEDS, type Ask, type Need, type Proof } from './judge.ts';
import { lineageOf } from './lineage.ts';
import { needsHistory } from './rules/recent.ts';
import { mayAct } from './rules/roles.ts';
import { NO_HISTORY, relationOf, standingOf, type Side } from './rules/side.ts';
import { isSameName } from './rules/together.ts';
import { isShared } from './pools/shared-account.ts';

/** What a giver may say of a gift beyond to whom and how much. */
export type GiftWishes = {
  /** `direct` unless said. */
  readonly way?: Way;
  /** One of the policy's expiry choices. */
  readonly choice?: string;
  /** Only octets that lapse until then. */
  readonly lapsingBefore?: Instant;
  /** The line of who asks for it, where that is not the giver's own. */
  readonly actor?: AccountId;
  /** The line of who consents for a minor. */
  readonly guardian?: AccountId;
  /** Whom the giver says the number belongs to. */
  readonly receiverName?: string;
  /** How the giver was found to be the giver. The door that asks here has checked it. */
  readonly confirmed?: 'one_time_code' | 'pin';
  /** What of it was shown when, to be kept with the gift. */
  readonly proofs?: readonly Proof[];
};

/** What was shown of what a policy asks for. */
export type Proven = Pick<GiftWishes, 'confirmed' | 'guardian' | 'receiverName' | 'proofs'>;

/** What is asked for, between whom; who receives may not be known yet. */
export type GatherAsk = {
  readonly giver: AccountId;
  readonly receiver: AccountId | undefined;
  readonly octets: Octets;
  readonly wishes?: GiftWishes;
  readonly isPreview?: boolean;
};

export type Gathered = Ask & {
  readonly policy: GiftPolicy;
  readonly giverLine: Line;
  readonly receiverLine: Line | undefined;
};

export async function gatherAsk(parts: Parts, asked: GatherAsk): Promise<Gathered> {
  const { catalog, clock, timeZone } = parts;
  const now = clock.now();
  const [giver, receiver, policies] = await Promise.all([
    readSide(parts, asked.giver, now),
    asked.receiver === undefined ? undefined : readSide(parts, asked.receiver, now),
    catalog.giftPoliciesAt(now),
  ]);
  const { brand } = standingOf(giver.line);
  const policy = policyFor(policies, { planId: giver.line.planId, brand });
  const wishes = asked.wishes ?? {};
  const way = wishes.way ?? 'direct';
  const rules = rulesFor(policy, way);
  const [isContact, history, lineage, actor, guardian, giverSide, receiverSide] = await Promise.all(
    [
      rules?.between?.relation === 'contact' && receiver !== undefined
        ? parts.directory.isContact(giver.line.accountId, receiver.line.accountId)
        : false,
      rules !== undefined && needsHistory(rules)
        ? parts.gifts.history(asked.giver, giver.cycle, now)
        : NO_HISTORY,
      rules?.giving.givableKinds.includes('gift') === true
        ? lineageOf(parts.gifts, giver.line.accountId, giver.balance)
        : {},
      lineIfNamed(parts, wishes.actor),
      lineIfNamed(parts, wishes.guardian),
      withHolder(parts, giver, rules?.giver?.personsOnly),
      receiver && withHolder(parts, receiver, rules?.receiver?.personsOnly),
    ],
  );
  const shown: Need[] = [];
  if (wishes.confirmed !== undefined) shown.push(wishes.confirmed);
  const at = { now, timeZone };
  if (guardian !== undefined && mayAct('consent', guardian, giver.line, at, rules?.roles))
    shown.push('guardian');
  // What lines share has a name that is no secret, and nobody who could confirm or be asked: whoever puts in
  // or takes out was let in by its own rules.
  if (receiver !== undefined && isShared(receiver.line)) shown.push('receiver_name');
  if (isShared(giver.line)) shown.push(...NEEDS);
  if (receiver !== undefined && isSameName(wishes.receiverName ?? '', receiver.line.name))
    shown.push('receiver_name');
  return {
    way,
    octets: asked.octets,
    policy,
    giver: { ...giverSide, lineage },
    receiver: receiverSide,
    relation:
      receiver === undefined ? 'stranger' : relationOf(giver.line, receiver.line, isContact),
    history,
    now,
    timeZone,
    undoUntil: now + policy.undoWindowSeconds * SECOND,
    shown,
    ...(wishes.proofs === undefined ? {} : { proofs: wishes.proofs }),
    isPreview: asked.isPreview ?? false,
    giverLine: giver.line,
    receiverLine: receiver?.line,
    ...(actor === undefined ? {} : { actor }),
    ...(wishes.choice === undefined ? {} : { choice: wishes.choice }),
    ...(wishes.lapsingBefore === undefined ? {} : { lapsingBefore: wishes.lapsingBefore }),
  };
}

/** One side of a gift as it stands now. */
export async function readSide(
  parts: Pick<Parts, 'directory' | 'catalog' | 'ledger' | 'timeZone'>,
  accountId: AccountId,
  now: Instant,
): Promise<Side & { readonly line: Line }> {
  const [line, plans, balance] = await Promise.all([
    parts.directory.line(accountId),
    parts.catalog.plans(),
    parts.ledger.balance(accountId),
  ]);
  invariant(line !== undefined && balance.ok, 'a line has an account');
  const plan = plans.find(({ id }) => id === line.planId);
  invariant(plan !== undefined, 'a line is on a plan');
  const cycle = cycleAt(now, line.cycleDay, parts.timeZone);
  return { line, plan, balance: balance.value, cycle };
}

const lineIfNamed = async (parts: Parts, accountId: AccountId | undefined) =>
  accountId === undefined ? undefined : parts.directory.line(accountId);

async function withHolder(
  parts: Parts,
  side: Side & { readonly line: Line },
  isAsked: boolean | undefined,
): Promise<Side> {
  if (isAsked !== true) return side;
  const holder = await parts.directory.holder(side.line.holderId);
  return { ...side, holderKind: holder?.kind ?? 'person' };
}
