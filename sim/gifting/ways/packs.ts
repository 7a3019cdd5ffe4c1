// Packs: bought for oneself, for the family, or for somebody who is asked first and accepts, declines, or says
// nothing until it is paid back. Some buyers think better of it, or bring their key again.

import { invariant } from '../../../src/kernel/public.ts';
import type { PackOrder } from '../../../src/gifting/public.ts';
import { counted, someoneFor, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { PACKS } from '../world.ts';

const FOR_SELF = 0.2;
const FAMILY = 0.4;
const REPEATED = 0.1;
const ANSWERS = ['accept', 'accept', 'accept', 'decline', 'cancel', 'nothing'] as const;
/** Longer than an offer stands. */
const LONGEST_WAIT_HOURS = 84;

export function buyPack(stage: Stage): Deed {
  const { world, random, people, issued } = stage;
  const buyer = random.pick(people);
  const receiver = random.chance(FOR_SELF) ? buyer : someoneFor(stage, buyer, FAMILY);
  const pack = random.pick(PACKS);
  const isRepeated = random.chance(REPEATED);
  const answer = random.pick(ANSWERS);
  const after = random.integer(1, LONGEST_WAIT_HOURS);
  const act = stage.begin('pack');
  const lines = [buyer.index, receiver.index];
  const delivered = (order: PackOrder): void => {
    if (order.state === 'delivered') issued.octets += BigInt(order.octets);
    stage.tally.add(`packs_${order.state}`);
  };
  return {
    lines,
    async work() {
      if (buyer.closed) return;
      const { accountId } = buyer;
      const purchase = {
        buyer: accountId,
        packId: pack.id,
        key: act.key,
        ...(receiver === buyer ? {} : { toMsisdn: `+${receiver.msisdn}` }),
      };
      const order = counted(stage, 'packs_bought', await world.shop.buy(purchase));
      if (order === undefined) return;
      delivered(order);
      if (isRepeated) {
        const again = await world.shop.buy(purchase);
        invariant(again.ok && again.value.id === order.id, 'a key buys one pack');
      }
      if (order.state !== 'offered' || answer === 'nothing') return;
      act.later(after, lines, async () => {
        if (answer !== 'cancel' && receiver.closed) return;
        const answered =
          answer === 'cancel'
            ? await world.shop.cancel(accountId, order.id)
            : await world.shop.answer(receiver.accountId, order.id, answer === 'accept');
        const ended = counted(stage, `pack_${answer}`, answered);
        if (ended !== undefined) delivered(ended);
      });
    },
  };
}
