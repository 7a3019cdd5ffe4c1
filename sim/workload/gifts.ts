// Gifts on their way: each goes through its steps as the product takes it, one command at a time, from
// what the one before was answered. So no gift arrives that did not leave, whatever happens between.

import { DAY, HOUR, MINUTE, octets, type Instant, type Octets } from '../../src/kernel/public.ts';
import type {
  BucketKind,
  Command,
  GiftPart,
  GiftParts,
  HoldGift,
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
};

export type GiftCommand = Extract<Command, { giftId: string }>;
export type Gifts = {
  /** The next step of some gift: one command, or two that race. */
  next(now: Instant): readonly GiftCommand[];
  heard(command: GiftCommand, answered: Answered): void;
};

const UNDERWAY_AT_ONCE = 500;
const ALL_KINDS: readonly BucketKind[] = ['plan', 'pack', 'gift', 'bonus', 'goodwill'];

export function createGifts(scene: Scene): Gifts {
  const { random } = scene;
  const gifts = new Map<string, Gift>();
  const idle: Gift[] = [];

  function start(now: Instant): Gift {
    const gift: Gift = {
      giftId: scene.name('gift-'),
      giver: scene.line(),
      receiver: random.pick(scene.accountIds),
      period: month(now),
      state: 'new',
      parts: [],
      receivedAs: [],
      back: [],
      waitsFor: [],
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
    maximumOctets: random.chance(0.9) ? octets(900_000_000_000) : scene.amount(3_000),
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
        return [hold(gift, now)];
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
        const capOctets = random.chance(0.8) ? octets(900_000_000_000) : scene.amount(2_000);
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
      const startsNew = idle.length === 0 || (gifts.size < UNDERWAY_AT_ONCE && random.chance(0.3));
      const gift = startsNew ? start(now) : idle.splice(random.integer(0, idle.length - 1), 1)[0];
      return send(gift ?? start(now), now);
    },
    heard(command, answered) {
      const gift = gifts.get(command.giftId);
      if (gift === undefined || !gift.waitsFor.includes(command.key)) return;
      gift.waitsFor = [];
      const value = answered.kind === 'accepted' ? answered.value : undefined;
      if (command.name === 'hold_gift' && value !== undefined) become(gift, 'held');
      else if (command.name === 'settle_gift' && value !== undefined) {
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

const total = (parts: readonly { readonly octets: Octets }[]): number =>
  parts.reduce((sum, part) => sum + part.octets, 0);

export const month = (now: Instant): string => new Date(now).toISOString().slice(0, 7);
