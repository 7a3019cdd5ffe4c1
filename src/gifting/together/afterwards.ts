// A giver as it stands once a gift is set aside, so that several gifts at once can be judged one after the
// other before any of them is made.

import { octets, sumOctets } from '../../kernel/public.ts';
import type { Foreseen } from '../judge.ts';
import type { Side } from '../rules/side.ts';

export function afterHold(
  giver: Side,
  { sources, hold }: Pick<Foreseen, 'sources' | 'hold'>,
): Side {
  const { balance } = giver;
  const total = sumOctets(sources.map((part) => part.octets));
  const tallies = { ...balance.tallies };
  for (const { tally, period } of [hold.limit].flat()) {
    const known = tallies[tally];
    const used = known?.period === period ? known : { count: 0, octets: octets(0) };
    tallies[tally] = { period, count: used.count + 1, octets: octets(used.octets + total) };
  }
  const buckets = balance.buckets.map((bucket) => {
    const taken = sumOctets(
      sources.filter((part) => part.bucketNumber === bucket.number).map((part) => part.octets),
    );
    return {
      ...bucket,
      available: octets(bucket.available - taken),
      held: octets(bucket.held + taken),
    };
  });
  return {
    ...giver,
    balance: {
      ...balance,
      tallies,
      buckets,
      availableOctets: octets(balance.availableOctets - total),
      heldOctets: octets(balance.heldOctets + total),
    },
  };
}
