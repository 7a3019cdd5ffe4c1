// Care adjusts downwards, and packs are charged back: of lines in use, at times more than there is, at times
// of buckets that are spent, were never there, or came by gift.

import { octets, type Octets } from '../../src/kernel/public.ts';
import { WITHDRAW_REASONS, type Withdraw } from '../../src/ledger/public.ts';
import type { Scene } from './scene.ts';

const BUCKETS_NAMED = 40;

export function withdrawal(scene: Scene): Withdraw {
  const { random } = scene;
  const named = random.chance(0.5)
    ? { fromBuckets: Array.from({ length: 3 }, () => random.integer(1, BUCKETS_NAMED)) }
    : {};
  return {
    name: 'withdraw',
    accountId: scene.line(),
    key: scene.name('care-'),
    reason: random.pick(WITHDRAW_REASONS),
    reference: scene.name('case-'),
    octets: howMuch(scene),
    ...named,
  };
}

function howMuch(scene: Scene): Octets | 'all' {
  const { random } = scene;
  if (random.chance(0.2)) return 'all';
  return random.chance(0.03) ? octets(0) : scene.amount(random.chance(0.7) ? 300 : 20_000);
}
