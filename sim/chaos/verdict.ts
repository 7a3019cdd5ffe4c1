// Holds the store to what the load was told: every octet that was acknowledged is charged, once; every
// gift that was acknowledged is there, once, and went where it should.

import type { Gift } from '../../src/gifting/public.ts';
import { giftOrigin } from '../../src/ledger/public.ts';
import type { Product } from '../../src/main/product.ts';
import { PLAN_ORIGIN, subscribers, type Subscriber } from './carrier.ts';
import type { GiftTold, Record } from './record.ts';

export type Verdict = {
  /** Lines that were charged less than was acknowledged, and gifts that are not what was acknowledged. */
  readonly missing: readonly string[];
  /** Lines that were charged more than was acknowledged, and gifts that nobody was told of. */
  readonly doubled: readonly string[];
};

export type Evidence = Pick<Product, 'gifting' | 'ledger'>;

const PAGE = 100;

export async function judge(
  evidence: Evidence,
  record: Pick<Record, 'chargedOctets' | 'gifts'>,
): Promise<Verdict> {
  const missing: string[] = [];
  const doubled: string[] = [];
  const given = new Map<string, Gift>();
  for (const subscriber of subscribers)
    for (const gift of await giftsOf(evidence, subscriber)) given.set(gift.id, gift);

  for (const subscriber of subscribers) {
    const used = await usedOctets(evidence, subscriber, [...given.keys()]);
    const acknowledged = record.chargedOctets.get(subscriber.imsi) ?? 0;
    const said = `line ${subscriber.imsi} used ${used} octets, and ${acknowledged} were acknowledged`;
    if (used < acknowledged) missing.push(said);
    if (used > acknowledged) doubled.push(said);
  }
  for (const told of record.gifts.values()) {
    const wrong = await wrongWith(evidence, told, given.get(told.id));
    if (wrong !== undefined) missing.push(`gift ${told.id} of ${told.octets} octets ${wrong}`);
  }
  for (const { id, octets, state } of given.values())
    if (!record.gifts.has(id))
      doubled.push(`gift ${id} of ${octets} octets is ${state}, and nobody was told`);
  return { missing, doubled };
}

/** All gifts of which the line is the giver. */
async function giftsOf({ gifting }: Evidence, { accountId }: Subscriber): Promise<Gift[]> {
  const found: Gift[] = [];
  for (let before: string | undefined; ;) {
    const page = await gifting.gifts(accountId, { limit: PAGE, before });
    found.push(...page.filter(({ giver }) => giver === accountId));
    before = page.at(-1)?.id;
    if (page.length < PAGE) return found;
  }
}

/** Of the plan and of every gift that the line may have received. */
async function usedOctets(
  { ledger }: Evidence,
  { accountId }: Subscriber,
  gifts: readonly string[],
): Promise<number> {
  const uses = await ledger.use(accountId, [PLAN_ORIGIN, ...gifts.map(giftOrigin)]);
  return uses.reduce((sum, use) => sum + use.usedOctets, 0);
}

async function wrongWith(
  { ledger }: Evidence,
  told: GiftTold,
  gift: Gift | undefined,
): Promise<string | undefined> {
  if (gift === undefined) return 'is not there';
  const receiver = accountOf(told.receiver);
  if (
    gift.octets !== told.octets ||
    gift.giver !== accountOf(told.giver) ||
    gift.receiver !== receiver
  )
    return `is one of ${gift.octets} octets from ${gift.giver} to ${gift.receiver}`;
  const states =
    told.undo === 'done'
      ? ['undone']
      : told.undo === 'either'
        ? ['undone', 'delivered']
        : ['delivered'];
  if (!states.includes(gift.state)) return `is ${gift.state}; its undo: ${told.undo}`;
  const [arrived] = await ledger.use(receiver, [giftOrigin(told.id)]);
  const expected = gift.state === 'delivered' ? told.octets : 0;
  const octets = arrived?.grantedOctets ?? 0;
  return octets === expected ? undefined : `is ${gift.state} and brought its receiver ${octets}`;
}

function accountOf(msisdn: string): number {
  const found = subscribers.find((subscriber) => subscriber.msisdn === msisdn);
  if (found === undefined) throw new Error(`the chaos carrier has the line +${msisdn}`);
  return found.accountId;
}
