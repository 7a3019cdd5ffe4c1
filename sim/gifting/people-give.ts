// What people do: give, to their family and to others; think better of it within the window; decline what
// came; close their lines, also while a gift is on its way to them; and leave their families.

import { HOUR, invariant, octets, partOf } from '../../src/kernel/public.ts';
import type { Gift } from '../../src/gifting/public.ts';
import type { Random } from '../workload/random.ts';
import { holderOf, type Person } from './people.ts';
import type { Tally } from './tally.ts';
import type { Deed } from './waves.ts';
import type { World } from './world.ts';

const STEP_OCTETS = 100_000_000;
const SHARES = {
  /** Of gifts, to one's family. */
  family: 0.35,
  undo: 0.12,
  undoTwice: 0.2,
  undoTooLate: 0.03,
  repeatKey: 0.05,
  decline: 0.1,
  /** Of gifts whose receiver closes the line before they arrive. */
  closeReceiver: 0.01,
  cancelLink: 0.15,
} as const;
/** Some ask for what the policy refuses: too much, not a step, nothing. */
const ODD_SHARE = 0.05;

export type Due = { readonly at: number; readonly deed: Deed };

export type Givers = {
  /** One person gives. What follows of it later is put into `later`. */
  give(): Deed;
  /** One person makes a link, which others open, or nobody does. */
  makeLink(): Deed;
  readonly later: Due[];
  closeSomebody(): Deed;
  leaveFamily(): Deed;
};

export function createGivers(
  world: World,
  people: readonly Person[],
  random: Random,
  tally: Tally,
): Givers {
  const families = new Map<number, Person[]>();
  for (const person of people)
    families.set(person.family, [...(families.get(person.family) ?? []), person]);
  let nextFamily = people.length + 1;
  let keys = 0;
  const later: Due[] = [];

  const receiverFor = (giver: Person): Person => {
    const relatives = (families.get(giver.family) ?? []).filter((other) => other !== giver);
    return relatives.length > 0 && random.chance(SHARES.family)
      ? random.pick(relatives)
      : random.pick(people);
  };
  const close = async (person: Person): Promise<void> => {
    if (person.closed) return;
    await world.directory.setStatus(person.accountId, 'closed');
    person.closed = true;
    tally.add('lines_closed');
  };

  /** What follows is drawn before the gift is given, so that the same seed draws the same. */
  const drawSequel = () => ({
    isUndone: random.chance(SHARES.undo),
    isUndoneTwice: random.chance(SHARES.undoTwice),
    isUndoneTooLate: random.chance(SHARES.undoTooLate),
    isRepeated: random.chance(SHARES.repeatKey),
    isDeclined: random.chance(SHARES.decline),
    isReceiverClosed: random.chance(SHARES.closeReceiver),
    declinedAfterHours: random.integer(1, 72),
  });

  const undo = async (giver: Person, giftId: string, expected: boolean): Promise<void> => {
    const undone = await world.gifting.undo(giver.accountId, giftId);
    if (expected) invariant(undone.ok, 'a gift is undone while its window lasts');
    tally.add(undone.ok ? 'undone' : `undo_${undone.refusal.code}`);
  };
  const claim = async (claimer: Person, token: string): Promise<void> => {
    const line = await world.directory.line(claimer.accountId);
    if (line === undefined || claimer.closed) return;
    const claimed = await world.ways.links.claim(line, { token });
    tally.add(claimed.ok ? 'links_claimed' : `claim_refused_${claimed.refusal.code}`);
  };
  const decline = async (receiver: Person, giftId: string): Promise<void> => {
    const declined = await world.gifting.decline(receiver.accountId, giftId);
    tally.add(declined.ok ? 'declined' : `decline_${declined.refusal.code}`);
  };
  const follow = (
    gift: Gift,
    giver: Person,
    receiver: Person,
    sequel: ReturnType<typeof drawSequel>,
  ): void => {
    const lines = [giver.index, receiver.index];
    const at = (hours: number, work: () => Promise<void>): void => {
      later.push({ at: world.now() + hours * HOUR, deed: { lines, work } });
    };
    if (sequel.isReceiverClosed) at(0, () => close(receiver));
    if (sequel.isUndoneTooLate) at(2, () => undo(giver, gift.id, false));
    if (sequel.isDeclined) at(sequel.declinedAfterHours, () => decline(receiver, gift.id));
  };

  return {
    later,
    give() {
      const giver = random.pick(people);
      const receiver = receiverFor(giver);
      const steps = random.integer(1, 30);
      const isOdd = random.chance(ODD_SHARE);
      const asked = isOdd ? steps * STEP_OCTETS * 3 + random.integer(0, 1) : steps * STEP_OCTETS;
      const sequel = drawSequel();
      keys += 1;
      const key = `gift-${keys}`;
      return {
        lines: [giver.index, receiver.index],
        async work() {
          if (giver.closed) return;
          const wanted = {
            giver: giver.accountId,
            toMsisdn: `+${receiver.msisdn}`,
            octets: octets(asked),
            key,
          };
          const given = await world.gifting.give(wanted);
          tally.add('asked');
          if (!given.ok) return tally.add(`refused_${given.refusal.code}`);
          tally.add('given');
          tally.add(giver.family === receiver.family ? 'given_to_family' : 'given_to_others');
          if (sequel.isRepeated) {
            const again = await world.gifting.give(wanted);
            invariant(again.ok && again.value.id === given.value.id, 'a key gives one gift');
            tally.add('given_again_with_its_key');
          }
          if (!sequel.isUndone) return follow(given.value, giver, receiver, sequel);
          await undo(giver, given.value.id, true);
          if (sequel.isUndoneTwice) await undo(giver, given.value.id, true);
        },
      };
    },
    makeLink() {
      const giver = random.pick(people);
      const claimers = Array.from({ length: random.integer(0, 3) }, () => random.pick(people));
      const waits = claimers.map(() => random.integer(0, 60));
      const shares = random.integer(1, 3);
      const each = random.integer(1, 5) * STEP_OCTETS;
      const isCancelled = random.chance(SHARES.cancelLink);
      keys += 1;
      const key = `link-${keys}`;
      return {
        lines: [giver.index],
        async work() {
          if (giver.closed) return;
          const asked = {
            giver: giver.accountId,
            octetsEach: octets(each),
            shares,
            hours: 48,
            key,
          };
          const made = await world.ways.links.make(asked);
          tally.add('links_asked');
          if (!made.ok) return tally.add(`link_refused_${made.refusal.code}`);
          tally.add('links_made');
          const { link, token } = made.value;
          if (token === null) throw new Error('a new link tells its address');
          const at = (hours: number, lines: readonly number[], work: () => Promise<void>): void => {
            later.push({ at: world.now() + hours * HOUR, deed: { lines, work } });
          };
          // Some come after it has expired, and some when all has been taken.
          for (const [index, claimer] of claimers.entries())
            at(waits[index] ?? 0, [giver.index, claimer.index], () => claim(claimer, token));
          if (isCancelled)
            at(24, [giver.index], async () => {
              await world.ways.links.cancel(giver.accountId, link.id);
              tally.add('links_cancelled');
            });
        },
      };
    },
    closeSomebody() {
      const person = random.pick(people);
      return { lines: [person.index], work: () => close(person) };
    },
    leaveFamily() {
      const person = random.pick(people);
      const family = nextFamily;
      nextFamily += 1;
      const old = person.family;
      families.set(
        old,
        (families.get(old) ?? []).filter((other) => other !== person),
      );
      families.set(family, [person]);
      person.family = family;
      return {
        lines: [person.index],
        async work() {
          const { pool, parts } = world.store;
          await world.directory.addHolder({ holderId: holderOf(family), name: 'Holder' });
          await pool.query('update line set holder_id = $3 where part = $1 and account_id = $2', [
            partOf(person.accountId, parts),
            person.accountId,
            holderOf(family),
          ]);
          tally.add('left_family');
        },
      };
    },
  };
}
