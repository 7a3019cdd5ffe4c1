// Where a workload plays: its lines, who is busy, and the words that all of its commands are made of.

import { octets, type AccountId, type Instant, type Octets } from '../../src/kernel/public.ts';
import { createSkew, type Random } from './random.ts';

export type Scene = {
  readonly random: Random;
  /** Every line that has an account. */
  readonly accountIds: readonly AccountId[];
  /** A line to do something with: few lines are drawn often, most of them seldom. */
  line(): AccountId;
  /** From now on, this share of the lines drawn is one and the same. */
  crowd(accountId: AccountId, share: number): void;
  /** A name that was never given before. Some have letters that storage could trip over. */
  name(kind: string): string;
  /** Octets of an everyday size: mostly a round number of megabytes. */
  amount(mostMegabytes: number): Octets;
};

/** Families that share their octets: the lines that many clients charge at once. */
export const POOLS = 3;

const ACCOUNT_ID_BITS = 47;
const ODD_LETTERS = ['é', '"', "'", '\\', '{,}', '\u2028', '😀', 'NULL', '%s', '\n', '\t'];

export function createScene(random: Random, lines: number): Scene {
  const ids = new Set<AccountId>();
  while (ids.size < lines) ids.add(1 + Math.floor(random.fraction() * (2 ** ACCOUNT_ID_BITS - 1)));
  const accountIds = [...ids];
  const place = createSkew(random, lines);
  let crowded: { accountId: AccountId; share: number } | undefined;
  let named = 0;
  return {
    random,
    accountIds,
    line() {
      if (crowded !== undefined && random.chance(crowded.share)) return crowded.accountId;
      return accountIds[place()] ?? 0;
    },
    crowd(accountId, share) {
      crowded = { accountId, share };
    },
    name(kind) {
      named += 1;
      return random.chance(0.03)
        ? `${kind}${named}${random.pick(ODD_LETTERS)}${'x'.repeat(random.integer(0, 240))}`
        : `${kind}${named}`;
    },
    amount(mostMegabytes) {
      const megabytes = random.integer(1, mostMegabytes);
      return octets(megabytes * 1_000_000 + (random.chance(0.3) ? random.integer(0, 999_999) : 0));
    },
  };
}

/** Validities end at full hours, so that many end together and the order among them shows. */
export const fullHour = (at: Instant): Instant => Math.ceil(at / 3_600_000) * 3_600_000;
