// What becomes of a gift once it is given, by whatever way: repeated with its key, undone within its window or
// too late, declined, its receiver's line closed while it is on its way, or its giver shut out for good.

import type { Gift } from '../../../src/gifting/public.ts';
import { invariant, octets, type AccountId, type Result } from '../../../src/kernel/public.ts';
import type { Random } from '../../workload/random.ts';
import type { Person } from '../people.ts';
import { STEP_OCTETS, type Act, type Stage } from '../stage.ts';

const SHARES = {
  undo: 0.12,
  undoTwice: 0.2,
  undoTooLate: 0.03,
  repeatKey: 0.05,
  decline: 0.1,
  /** Of gifts whose receiver closes the line before they arrive. */
  closeReceiver: 0.01,
  block: 0.02,
  block_then_unblock: 0.2,
} as const;

/** Drawn before the gift is given. */
export const drawSequel = (random: Random) => ({
  isUndone: random.chance(SHARES.undo),
  isUndoneTwice: random.chance(SHARES.undoTwice),
  isUndoneTooLate: random.chance(SHARES.undoTooLate),
  isRepeated: random.chance(SHARES.repeatKey),
  isDeclined: random.chance(SHARES.decline),
  isReceiverClosed: random.chance(SHARES.closeReceiver),
  isGiverBlocked: random.chance(SHARES.block),
  isUnblocked: random.chance(SHARES.block_then_unblock),
  declinedAfterHours: random.integer(1, 72),
});
export type Sequel = ReturnType<typeof drawSequel>;

export type Given = {
  readonly gift: Gift;
  /** Where it comes from; a person's line, a pool or a tank. */
  readonly from: { readonly index: number };
  readonly giver?: Person;
  /** Nobody, where it went into a pool or a tank. */
  readonly receiver?: Person;
  readonly sequel: Sequel;
  readonly again?: () => Promise<Result<Gift, { readonly code: string }>>;
};

export async function follow(stage: Stage, act: Act, given: Given): Promise<void> {
  const { world, tally } = stage;
  const { gift, giver, receiver, sequel, from } = given;
  tally.add('given');
  tally.add(`given_by_${gift.way}`);
  if (giver !== undefined && receiver !== undefined)
    tally.add(giver.family === receiver.family ? 'given_to_family' : 'given_to_others');
  if (sequel.isRepeated && given.again !== undefined) {
    const again = await given.again();
    invariant(again.ok && again.value.id === gift.id, 'a key gives one gift');
    tally.add('given_again_with_its_key');
  }
  const hasWindow = gift.undoUntil > world.now();
  if (sequel.isUndone && hasWindow) {
    await undo(stage, gift.giver, gift.id, true);
    if (sequel.isUndoneTwice) await undo(stage, gift.giver, gift.id, true);
    return;
  }
  const lines = [from.index, ...(receiver === undefined ? [] : [receiver.index])];
  if (sequel.isUndoneTooLate) act.later(2, lines, () => undo(stage, gift.giver, gift.id, false));
  if (receiver === undefined) return;
  if (sequel.isReceiverClosed && giver !== undefined)
    act.later(0, lines, () => close(stage, receiver));
  if (sequel.isDeclined)
    act.later(sequel.declinedAfterHours, lines, () => decline(stage, receiver, gift.id));
  if (sequel.isGiverBlocked && giver !== undefined && giver !== receiver)
    act.later(1, lines, () => shutOut(stage, act, giver, receiver, sequel.isUnblocked));
}

export async function undo(
  { world, tally }: Stage,
  giver: AccountId,
  giftId: string,
  isExpected: boolean,
): Promise<void> {
  const undone = await world.gifting.undo(giver, giftId);
  if (isExpected) invariant(undone.ok, 'a gift is undone while its window lasts');
  tally.add(undone.ok ? 'undone' : `undo_${undone.refusal.code}`);
}

async function decline({ world, tally }: Stage, receiver: Person, giftId: string): Promise<void> {
  const declined = await world.gifting.decline(receiver.accountId, giftId);
  tally.add(declined.ok ? 'declined' : `decline_${declined.refusal.code}`);
}

export async function close({ world, tally }: Stage, person: Person): Promise<void> {
  if (person.closed) return;
  await world.directory.setStatus(person.accountId, 'closed');
  person.closed = true;
  tally.add('lines_closed');
}

/** The receiver wants nothing of that giver any more, and the giver tries by several ways. */
async function shutOut(
  stage: Stage,
  act: Act,
  giver: Person,
  receiver: Person,
  isUnblocked: boolean,
): Promise<void> {
  const { world, tally } = stage;
  const who = { msisdn: giver.msisdn, isTyped: false };
  const block = await world.ways.blocks.block(receiver.accountId, who, 'blocked');
  if (!block.ok) return tally.add(`block_refused_${block.refusal.code}`);
  tally.add('blocked');
  const lines = [giver.index, receiver.index];
  act.later(1, lines, async () => {
    // Two who were shut out for two gifts may have been let in again for one.
    const now = await world.ways.blocks.list(receiver.accountId);
    if (!now.some(({ id }) => id === block.value.id)) return;
    const toMsisdn = `+${receiver.msisdn}`;
    const buyer = giver.accountId;
    const tried: readonly Result<unknown, { readonly code: string }>[] = [
      await world.gifting.give({
        giver: giver.accountId,
        toMsisdn,
        octets: octets(STEP_OCTETS),
        key: `${act.key}-blocked`,
      }),
      await world.standing.make({
        giver: giver.accountId,
        to: { msisdn: toMsisdn },
        rhythm: { kind: 'monthly', octets: octets(STEP_OCTETS), dayOfCycle: 1 },
        key: `${act.key}-blocked`,
      }),
      await world.shop.preview({ buyer, packId: 'day-1', toMsisdn }),
    ];
    for (const outcome of tried) {
      invariant(!outcome.ok, 'who is blocked gives nothing to the one who blocked them');
      tally.add(`blocked_giver_told_${outcome.refusal.code}`);
    }
    if (!isUnblocked) return;
    await world.ways.blocks.unblock(receiver.accountId, block.value.id);
    tally.add('unblocked');
  });
}
