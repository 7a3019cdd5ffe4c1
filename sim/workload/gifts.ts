// Gifts on their way: each goes through its steps as the product takes it, one command at a time, from
// what the one before was answered. So no gift arrives that did not leave, whatever happens between.

import { DAY, HOUR, MINUTE, octets, type Instant, type Octets } from '../../src/kernel/public.ts';
import type {
  BucketKind,
  Command,
  GiftPart,
  GiftParts,
  HoldGift,
  LedgerRefusal,
  TallyLimit,
  WithdrawAnswer,
} from '../../src/ledger/public.ts';
import type { Answered } from '../oracle/answered.ts';
import type { Scene } from './scene.ts';

type State = 'new' | 'held' | 'away' | 'arrived' | 'unwelcome' | 'taken_back';
type Gift = {
  readonly giftId: string;
  readonly giver: number;
  readonly receiver: number;
  readonly period: string;
  state: State;
  parts: readonly GiftPart[];
  receivedAs: readonly number[];
  back: readonly { readonly bucketNumber: number; readonly octets: Octets }[];
  /** The keys of the commands that it has no answer to yet. Any other answer is a late repeat. */
  waitsFor: readonly string[];
  /** What it was refused as, when less of the same would be possible. */
  lesser: HoldGift | undefined;
};

export type GiftCommand = Extract<Command, { giftId: string }>;
export type Gifts = {
  /** The next step of some gift: one command, or two that race. */
  next(now: Instant): readonly GiftCommand[];
  heard(command: GiftCommand, answered: Answered): void;
};

const MUCH = octets(900_000_000_000);
const UNDERWAY_AT_ONCE = 500;
const ALL_KINDS: readonly BucketKind[] = ['plan', 'pack', 'gift', 'bonus', 'goodwill'];

export function createGifts(scene: Scene): Gifts {
  const { random } = scene;
  const gifts = new Map<string, Gift>();
  const idle: Gift[] = [];
  /** Their clients ask again at once, while what they were told still holds. */
  const urgent: Gift[] = [];

  function start(now: Instant): Gift {
    const gift: Gift = {
      giftId: scene.name('gift-'),
      giver: scene.line(),
      receiver: random.pick(scene.accountIds),
      period: periodOf(now),
      state: 'new',
      parts: [],
      receivedAs: [],
      back: [],
      waitsFor: [],
      lesser: undefined,
    };
    gifts.set(gift.giftId, gift);
    return gift;
  }

  const about = ({ giftId }: Gift, accountId: number) => ({
    accountId,
    key: scene.name(`${giftId}:`),
    giftId,
  });

  const limit = (tally: string, period: string): TallyLimit => ({
    tally,
    period,
    maximumCount: random.chance(0.9) ? 1_000 : random.integer(0, 3),
    maximumOctets: random.chance(0.9) ? MUCH : scene.amount(3_000),
  });

  const hold = (gift: Gift, now: Instant): HoldGift => ({
    name: 'hold_gift',
    ...about(gift, gift.giver),
    octets: random.chance(0.02) ? octets(0) : scene.amount(random.chance(0.8) ? 500 : 20_000),
    givableKinds: random.chance(0.7)
      ? ['plan', 'pack']
      : ALL_KINDS.filter(() => random.chance(0.6)),
    floorOctets: random.chance(0.7) ? octets(0) : scene.amount(1_000),
    limit: limit('given', gift.period),
    usableUntil: now + random.pick([0, MINUTE, HOUR, DAY]),
    holdUntil: now + random.pick([MINUTE, HOUR, 3 * DAY, 3 * DAY]),
  });

  function step(gift: Gift, now: Instant): readonly GiftCommand[] {
    switch (gift.state) {
      case 'new':
        return [gift.lesser ?? hold(gift, now)];
      case 'held': {
        const settle = { name: 'settle_gift', ...about(gift, gift.giver) } as const;
        const uncount = { tally: 'given', period: gift.period };
        const release = { name: 'release_gift', ...about(gift, gift.giver), uncount } as const;
        if (random.chance(0.1)) return random.chance(0.5) ? [settle, release] : [release, settle];
        return [random.chance(0.75) ? settle : release];
      }
      case 'away': {
        const parts = gift.parts.map(({ octets: amount, scope, expiresAt }) => ({
          octets: amount,
          scope,
          expiresAt: random.chance(0.8) ? expiresAt : Math.min(expiresAt, now + DAY),
        }));
        const capOctets = random.pick([
          MUCH,
          MUCH,
          MUCH,
          scene.amount(2_000),
          octets(total(parts)),
        ]);
        return [
          {
            name: 'receive_gift',
            ...about(gift, gift.receiver),
            parts,
            capOctets,
            limit: limit('received', gift.period),
          },
        ];
      }
      case 'arrived':
        return [{ name: 'withdraw_gift', ...about(gift, gift.receiver) }];
      default: {
        const whole = total(gift.back) === total(gift.parts);
        return [
          {
            name: 'return_gift',
            ...about(gift, gift.giver),
            parts: gift.back,
            uncount: whole ? { tally: 'given', period: gift.period } : null,
          },
        ];
      }
    }
  }

  function send(gift: Gift, now: Instant): readonly GiftCommand[] {
    const commands = step(gift, now);
    gift.waitsFor = commands.map(({ key }) => key);
    return commands;
  }

  function become(gift: Gift, state: State): void {
    gift.state = state;
    idle.push(gift);
  }

  return {
    next(now) {
      const first = urgent.shift();
      if (first !== undefined) return send(first, now);
      const startsNew = idle.length === 0 || (gifts.size < UNDERWAY_AT_ONCE && random.chance(0.3));
      const gift = startsNew ? start(now) : idle.splice(random.integer(0, idle.length - 1), 1)[0];
      return send(gift ?? start(now), now);
    },
    heard(command, answered) {
      const gift = gifts.get(command.giftId);
      if (gift === undefined || !gift.waitsFor.includes(command.key)) return;
      // Another body under the same key was refused: that says nothing of what the key was used for.
      if (answered.kind === 'refused' && (answered.refusal as LedgerRefusal).code === 'key_reused')
        return;
      gift.waitsFor = [];
      const value = answered.kind === 'accepted' ? answered.value : undefined;
      if (command.name === 'hold_gift' && value !== undefined) become(gift, 'held');
      else if (command.name === 'hold_gift' && mayGive(answered) > 0 && random.chance(0.6)) {
        const { key } = about(gift, gift.giver);
        gift.lesser = { ...command, key, octets: octets(mayGive(answered)) };
        urgent.push(gift);
      } else if (command.name === 'settle_gift' && value !== undefined) {
        gift.parts = (value as GiftParts).parts;
        become(gift, 'away');
      } else if (command.name === 'receive_gift') {
        if (value === undefined) {
          gift.back = gift.parts.map(({ bucketNumber, octets: all }) => ({
            bucketNumber,
            octets: all,
          }));
          become(gift, 'unwelcome');
        } else {
          gift.receivedAs = (value as { bucketNumbers: number[] }).bucketNumbers;
          if (random.chance(0.4)) become(gift, 'arrived');
          else gifts.delete(gift.giftId);
        }
      } else if (command.name === 'withdraw_gift' && value !== undefined) {
        gift.back = (value as WithdrawAnswer).parts.map((part) => ({
          bucketNumber: gift.parts[gift.receivedAs.indexOf(part.bucketNumber)]?.bucketNumber ?? 0,
          octets: part.octets,
        }));
        become(gift, 'taken_back');
      } else if (command.name === 'return_gift' && value !== undefined) {
        // What was granted to the network may have come back since: some are asked for the rest.
        if (gift.state === 'taken_back' && random.chance(0.3)) become(gift, 'arrived');
        else gifts.delete(gift.giftId);
      } else gifts.delete(gift.giftId);
    },
  };
}

/** The most that the refusal of a gift leaves possible, to the octet; 0 when that is nothing. */
function mayGive(answered: Answered): number {
  if (answered.kind !== 'refused') return 0;
  const refusal = answered.refusal as LedgerRefusal;
  switch (refusal.code) {
    case 'balance_too_low':
      return refusal.givableOctets;
    case 'floor_broken':
      return Math.max(0, refusal.availableOctets - refusal.floorOctets);
    case 'tally_octets_reached':
      return Math.max(0, refusal.limitOctets - refusal.usedOctets);
    default:
      return 0;
  }
}

const total = (parts: readonly { readonly octets: Octets }[]): number =>
  parts.reduce((sum, part) => sum + part.octets, 0);

/** Limits count by the day here: periods then often end while a gift is on its way. */
export const periodOf = (now: Instant): string => new Date(now).toISOString().slice(0, 10);
