// What no well-behaved client sends, and the ledger must answer all the same: amounts at both ends of
// what octets can be and beyond, gifts and sessions that never were, lines that nobody opened.

import {
  DAY,
  HOUR,
  octets,
  type AccountId,
  type Instant,
  type Octets,
} from '../../src/kernel/public.ts';
import type { Charge, Command, Grant } from '../../src/ledger/public.ts';
import { periodOf } from './gifts.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { withdrawal } from './withdrawals.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const EXTREMES = [1, 2, 2 ** 31, 2 ** 32, MOST - 1, MOST, MOST].map(octets);
/** No octets at all, whatever the type says: what would come through a door with a bug. */
const IMPOSSIBLE = [-1, 0.5, 2 ** 53, -MOST] as Octets[];
/** Diameter counts requests in 32 bits (RFC 8506 clause 8.2); HTTP has no such end. */
const LATEST_SEQUENCE = MOST;
const LATE_SEQUENCES = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, LATEST_SEQUENCE];
/** Half a character, and one that no text in PostgreSQL may have. */
const BROKEN_LETTERS = ['\0', '\ud83d', '\ude00'];
const QUOTA = { smallestOctets: octets(1), largestOctets: octets(MOST), shareDivisor: 1 };

export type Oddities = {
  next(now: Instant): Command;
  /** The same command in other words under the same key. */
  altered(command: Command): Command;
  /** What was done before, dressed up as something new: a session opened again, a gift held again. */
  disguised(command: Command): Command;
};

/** `extremeLines` are the lines that extreme amounts are played on: no other client uses them. */
export function createOddities(scene: Scene, extremeLines: readonly AccountId[]): Oddities {
  const { random } = scene;
  const sessions = extremeLines.map((accountId) => ({ accountId, session: '', sequence: 0 }));

  function extremeGrant(now: Instant): Grant {
    const accountId = random.pick(extremeLines);
    const amount = random.chance(0.1) ? random.pick(IMPOSSIBLE) : random.pick(EXTREMES);
    return granting(scene, accountId, now, now + random.integer(1, 5) * HOUR, amount);
  }

  function extremeCharge(now: Instant): Charge {
    const client = random.pick(sessions);
    const opens = client.session === '' || random.chance(0.3);
    if (opens) Object.assign(client, { session: scene.name('extreme;'), sequence: 0 });
    else
      client.sequence = random.chance(0.1)
        ? random.pick(LATE_SEQUENCES)
        : Math.min(client.sequence + 1, LATEST_SEQUENCE);
    const amount = () => (random.chance(0.5) ? octets(0) : random.pick(EXTREMES));
    const slot = {
      slot: 0,
      scope: 'domestic',
      usedOctets: random.chance(0.05) ? random.pick(IMPOSSIBLE) : amount(),
      wantedOctets: random.chance(0.3)
        ? 'any'
        : random.chance(0.05)
          ? random.pick(IMPOSSIBLE)
          : amount(),
    } as const;
    return {
      ...client,
      name: 'charge',
      step: opens ? random.pick(['initial', 'event']) : random.pick(['update', 'final']),
      slots: random.chance(0.7) ? [slot] : [slot, { ...slot, slot: 2 ** 31 }],
      quota: QUOTA,
      holdUntil: now + HOUR,
    };
  }

  function unheardOf(now: Instant): Command {
    const accountId = random.chance(0.5) ? scene.line() : 2 ** 47 + random.integer(1, 1_000);
    const giftId = scene.name('nowhere-');
    const keyed = { accountId, key: scene.name('key-'), giftId };
    const uncount = { tally: 'given', period: periodOf(now) };
    const limit = { ...uncount, maximumCount: 9, maximumOctets: octets(MOST) };
    const lapsed = { octets: octets(5), scope: 'any', expiresAt: now } as const;
    const some = { bucketNumber: 2 ** 31 - 1, octets: octets(1) };
    const none = { bucketNumber: 1, octets: octets(0) };
    return random.pick<() => Command>([
      () => ({ name: 'settle_gift', ...keyed }),
      () => ({ name: 'release_gift', ...keyed, uncount }),
      () => ({ name: 'withdraw_gift', ...keyed }),
      () => ({ name: 'return_gift', ...keyed, parts: [some], uncount }),
      () => ({ name: 'return_gift', ...keyed, parts: [none], uncount: null }),
      () => ({ name: 'receive_gift', ...keyed, parts: [], capOctets: octets(MOST), limit }),
      () => ({ name: 'receive_gift', ...keyed, parts: [lapsed], capOctets: octets(MOST), limit }),
      () => ({
        name: 'charge',
        accountId,
        session: scene.name('nowhere;'),
        sequence: random.integer(1, 9),
        step: random.pick(['update', 'final']),
        slots: [],
        quota: QUOTA,
        holdUntil: now,
      }),
      () => granting(scene, accountId, now, now, octets(5)),
      () => granting(scene, accountId, now + DAY, now + HOUR, octets(5)),
    ])();
  }

  function misnamed(now: Instant): Command {
    const name = `${scene.name('broken')}${random.pick(BROKEN_LETTERS)}`;
    const accountId = scene.line();
    const keyed = { accountId, key: scene.name('key-') };
    return random.pick<() => Command>([
      () => ({ ...granting(scene, accountId, now, now + DAY, octets(5)), key: name }),
      () => ({ ...granting(scene, accountId, now, now + DAY, octets(5)), origin: name }),
      () => ({ name: 'settle_gift', ...keyed, giftId: name }),
      () => ({ ...withdrawal(scene), accountId, reference: name }),
      () => ({ ...extremeCharge(now), session: name }),
    ])();
  }

  return {
    next(now) {
      if (random.chance(0.05)) return misnamed(now);
      if (random.chance(0.4)) return unheardOf(now);
      return random.chance(0.4) ? extremeGrant(now) : extremeCharge(now);
    },
    altered: (command) => altered(command, random),
    disguised(command) {
      if (command.name === 'hold_gift') return { ...command, key: scene.name('another-') };
      if (command.name !== 'charge') return altered(command, random);
      return {
        ...command,
        step: 'initial',
        sequence: Math.min(command.sequence + 9, LATEST_SEQUENCE),
      };
    },
  };
}

function altered(command: Command, random: Random): Command {
  switch (command.name) {
    case 'grant':
    case 'hold_gift':
      return { ...command, octets: octets(command.octets === 1 ? 2 : 1) };
    case 'charge': {
      const [first, ...others] = command.slots;
      if (first === undefined || random.chance(0.2)) return { ...command, slots: [] };
      return { ...command, slots: [{ ...first, usedOctets: octets(7) }, ...others] };
    }
    case 'receive_gift':
      return { ...command, capOctets: octets(3) };
    case 'return_gift':
      return { ...command, uncount: command.uncount === null ? { tally: 'x', period: 'x' } : null };
    case 'withdraw':
      return { ...command, octets: command.octets === 'all' ? octets(1) : 'all' };
    case 'lapse':
      return command;
    default:
      return { ...command, giftId: `${command.giftId} ` };
  }
}

export const granting = (
  scene: Scene,
  accountId: AccountId,
  validFrom: Instant,
  expiresAt: Instant,
  amount: Octets,
): Grant => ({
  name: 'grant',
  accountId,
  key: scene.name('order-'),
  kind: scene.random.pick(['plan', 'plan', 'pack', 'bonus', 'goodwill']),
  scope: scene.random.pick(['any', 'any', 'domestic', 'domestic', 'roaming', 'hotspot']),
  origin: scene.random.pick(['plan:standard-20', 'plan:family-50', 'pack:weekend', 'care:sorry']),
  octets: amount,
  validFrom,
  expiresAt,
});
