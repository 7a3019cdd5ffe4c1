// What the load was told, kept by the load itself: the verdict holds the store to it.

export type GiftTold = {
  readonly id: string;
  readonly giver: string;
  readonly receiver: string;
  readonly octets: number;
  /** Whether an undo of it was asked for, and what was said. */
  undo: 'not_asked' | 'done' | 'too_late' | 'either';
};

export type Record = {
  /** The network was told that these octets are charged to the line of this IMSI. */
  charged(imsi: string, octets: number): void;
  given(gift: GiftTold): void;
  /** Something happened that must not, however often the store dies. */
  wrong(what: string): void;
  readonly chargedOctets: ReadonlyMap<string, number>;
  readonly gifts: ReadonlyMap<string, GiftTold>;
  readonly wrongs: readonly string[];
  /** Steps and gifts that were answered with yes. */
  readonly acknowledged: number;
};

export function createRecord(say: (text: string) => void): Record {
  const chargedOctets = new Map<string, number>();
  const gifts = new Map<string, GiftTold>();
  const wrongs: string[] = [];
  let acknowledged = 0;
  return {
    chargedOctets,
    gifts,
    wrongs,
    get acknowledged() {
      return acknowledged;
    },
    charged(imsi, octets) {
      acknowledged += 1;
      chargedOctets.set(imsi, (chargedOctets.get(imsi) ?? 0) + octets);
    },
    given(gift) {
      acknowledged += 1;
      gifts.set(gift.id, gift);
    },
    wrong(what) {
      wrongs.push(what);
      say(`WRONG: ${what}`);
    },
  };
}
