// Several people given to at once. Before anything is set aside every gift is judged, one after the other,
// on what the ones before leave; if one would be refused, none is given, and its person is named. Then each
// is given as a gift of its own, with its own undo. What changes in between is told person by person: a gift
// that was given is not taken back because the next one failed.

import type { Store } from '../../db/public.ts';
import {
  accept,
  newId,
  octets,
  partOf,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { parseMsisdn, type Line } from '../../subscribers/public.ts';
import { gatherAsk, type Proven } from '../ask.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import type { Gift } from '../gift.ts';
import { mayBeFoundBy } from '../gifting.ts';
import { judge, type Foreseen } from '../judge.ts';
import type { WaysParts } from '../links/parts.ts';
import { MESSAGE_LIMITS, plainText, type TextRefusal } from '../messages/plain-text.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { Side } from '../rules/side.ts';
import { afterHold } from './afterwards.ts';

export const PEOPLE_AT_ONCE = 10;

export type Person = {
  readonly toMsisdn: string;
  readonly octets: Octets;
  /** Whom the giver says the number belongs to. */
  readonly receiverName?: string;
};

export type TogetherAsked = {
  readonly giver: AccountId;
  readonly people: readonly Person[];
  readonly message?: string;
  /** Shown once, for all of them. */
  readonly proven?: Omit<Proven, 'receiverName'>;
};

export type TogetherRefusal =
  | TextRefusal
  | GiftRefusal
  | { readonly code: 'people_out_of_range'; readonly limit: number }
  | { readonly code: 'person_twice'; readonly index: number }
  /** Nothing was given: this person's gift would be refused, for this reason. */
  | { readonly code: 'person_refused'; readonly index: number; readonly reason: GiftRefusal };

export type TogetherPreview = {
  readonly people: readonly { readonly receiver: Line; readonly foreseen: Foreseen }[];
  readonly totalOctets: Octets;
  readonly keepsOctets: Octets;
  readonly feeCents: number;
};

export type Together = {
  readonly id: string;
  readonly askedAt: Instant;
  /** One for each person, in the order in which they were named. */
  readonly outcomes: readonly Result<Gift, GiftRefusal>[];
};

export type GivingTogether = {
  /**
   * Refuses, in this order: people_out_of_range, message_too_long, message_not_plain, msisdn_invalid and
   * whatever a gift meets (as person_refused), person_twice.
   */
  preview(asked: TogetherAsked): Promise<Result<TogetherPreview, TogetherRefusal>>;
  /** Whether a key was used before. */
  madeBefore(giver: AccountId, key: string): Promise<boolean>;
  /** The same key gives once. Refuses as preview does, then key_reused. */
  give(asked: TogetherAsked & { readonly key: string }): Promise<Result<Together, TogetherRefusal>>;
};

export function createGivingTogether(parts: WaysParts): GivingTogether {
  const { store, clock, directory, gifting, messages } = parts;
  return {
    madeBefore: async (giver, key) => (await findByKey(store, giver, key)) !== undefined,
    preview: (asked) => judgeAll(parts, asked, true),
    async give({ key, ...asked }) {
      const { giver, people } = asked;
      const text = plainText(asked.message ?? '', MESSAGE_LIMITS);
      if (!text.ok) return text;
      const body = JSON.stringify(people.map((person) => [person.toMsisdn, person.octets]));
      const known = await findByKey(store, giver, key);
      if (known !== undefined && JSON.stringify(known.asked) !== body)
        return refuse({ code: 'key_reused', key });
      if (known === undefined) {
        const judged = await judgeAll(parts, asked, false);
        if (!judged.ok) return judged;
      }
      const now = clock.now();
      const { id, askedAt } = known ?? (await keep(store, { giver, key, body, now }));
      const outcomes: Result<Gift, GiftRefusal>[] = [];
      const sender = await directory.line(giver);
      for (const [index, person] of people.entries()) {
        const given = await gifting.give({
          ...asked.proven,
          ...person,
          giver,
          key: `together ${id} ${index}`,
        });
        outcomes.push(given);
        const receiver = given.ok ? await directory.line(given.value.receiver) : undefined;
        if (given.ok && text.value !== '' && sender !== undefined && receiver !== undefined)
          await messages.put(receiver, {
            subjectId: given.value.id,
            subject: 'gift',
            sender,
            text: text.value,
          });
      }
      return accept({ id, askedAt, outcomes });
    },
  };
}

async function judgeAll(
  parts: WaysParts,
  { giver, people, message, proven }: TogetherAsked,
  isPreview: boolean,
): Promise<Result<TogetherPreview, TogetherRefusal>> {
  const { store, directory, country } = parts;
  if (people.length < 1 || people.length > PEOPLE_AT_ONCE)
    return refuse({ code: 'people_out_of_range', limit: PEOPLE_AT_ONCE });
  const text = plainText(message ?? '', MESSAGE_LIMITS);
  if (!text.ok) return text;
  let side: Side | undefined;
  const judged: { receiver: Line; foreseen: Foreseen }[] = [];
  for (const [index, person] of people.entries()) {
    const refusePerson = (reason: GiftRefusal) =>
      refuse({ code: 'person_refused', index, reason } as const);
    const msisdn = parseMsisdn(person.toMsisdn, country);
    if (!msisdn.ok) return refusePerson(msisdn.refusal);
    const to = await directory.lineBy('msisdn', msisdn.value);
    if (to?.accountId === giver) return refusePerson({ code: 'giving_to_oneself' });
    // A number that nobody has is looked up like one that somebody has, so that both take as long.
    const receiver = to?.accountId ?? giver;
    const { receiverName } = person;
    const wishes = { ...proven, ...(receiverName === undefined ? {} : { receiverName }) };
    const ask = await gatherAsk(parts, {
      giver,
      receiver,
      octets: person.octets,
      wishes,
      isPreview,
    });
    const isBlocked = await isBlockedBy(store, receiver, ask.giverLine);
    if (to === undefined || isBlocked || !mayBeFoundBy(ask.giverLine, to))
      return refusePerson({ code: 'receiver_not_found' });
    if (judged.some((other) => other.receiver.accountId === receiver))
      return refuse({ code: 'person_twice', index });
    const before = judged.map((other) => other.receiver.accountId);
    const history = {
      receivers: [...ask.history.receivers, ...before],
      lastAskedAt: judged.length > 0 ? ask.now : ask.history.lastAskedAt,
    };
    const foreseen = judge({ ...ask, giver: side ?? ask.giver, history });
    if (!foreseen.ok) return refusePerson(foreseen.refusal);
    judged.push({ receiver: to, foreseen: foreseen.value });
    side = afterHold(side ?? ask.giver, foreseen.value);
  }
  return accept({
    people: judged,
    totalOctets: octets(people.reduce((sum, person) => sum + person.octets, 0)),
    keepsOctets: octets(side?.balance.availableOctets ?? 0),
    feeCents: judged.reduce((sum, { foreseen }) => sum + foreseen.feeCents, 0),
  });
}

type Kept = { readonly id: string; readonly asked: unknown; readonly askedAt: Instant };

async function findByKey(
  { kysely, parts }: Store,
  giver: AccountId,
  key: string,
): Promise<Kept | undefined> {
  const row = await kysely
    .selectFrom('gifts_together')
    .selectAll()
    .where((is) => is.and({ part: partOf(giver, parts), account_id: giver, key }))
    .executeTakeFirst();
  return row && { id: row.together_id, asked: row.asked, askedAt: row.asked_at };
}

/** Of two that bring the same key at once both go on under the name of the first. */
async function keep(
  store: Store,
  { giver, key, body, now }: { giver: AccountId; key: string; body: string; now: Instant },
): Promise<Kept> {
  const id = newId(now);
  await store.kysely
    .insertInto('gifts_together')
    .values({
      part: partOf(giver, store.parts),
      account_id: giver,
      together_id: id,
      key,
      asked: body,
      asked_at: new Date(now),
    })
    .onConflict((conflict) => conflict.columns(['part', 'account_id', 'key']).doNothing())
    .execute();
  return (await findByKey(store, giver, key)) ?? { id, asked: body, askedAt: now };
}
