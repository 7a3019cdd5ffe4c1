// What a gift of any way would need, and between whom: asked of the way itself, so that nothing is confirmed
// that could not be given.

import {
  accept,
  idOfWords,
  octets,
  type AccountId,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { findLinkByKey } from '../links/rows.ts';
import type { Need } from '../judge.ts';
import type { ProofsParts } from './parts.ts';
import type { ForeseeRefusal } from './refusal.ts';
import type { Subject } from './subject.ts';

export type ForeseenSubject = {
  readonly needs: readonly Need[];
  /** None while nobody is known: a link that anybody may open. */
  readonly receivers: readonly Line[];
  /** In all, or each time. */
  readonly octets: Octets;
};

export async function foreseeSubject(
  { gifting, ways, standing, expiring, sharing }: ProofsParts,
  giver: AccountId,
  subject: Subject,
): Promise<Result<ForeseenSubject, ForeseeRefusal>> {
  switch (subject.kind) {
    case 'gift':
      return ofOne(await gifting.preview({ giver, ...subject }));
    case 'request':
      return ofOne(
        await ways.requests.preview(giver, subject.requestId, { octets: subject.octets }),
      );
    case 'pool':
      return ofOne(await sharing.pools.previewPutIn(giver, subject.pool, subject.octets));
    case 'tank':
      return ofOne(await sharing.tanks.previewPutIn(giver, subject.tank, subject.octets));
    case 'expiring': {
      const most = await expiring.preview(giver, subject.to, { atMostOctets: subject.octets });
      return most.ok ? ofOne(accept(most.value.preview)) : most;
    }
    case 'standing': {
      const { choice } = subject;
      const foreseen = await standing.foresee({
        giver,
        to: subject.to,
        rhythm: subject.rhythm,
        ...(choice === undefined ? {} : { wishes: { choice } }),
      });
      if (!foreseen.ok) return foreseen;
      const { needs, receiverLine, rhythm } = foreseen.value;
      const amount = rhythm.kind === 'monthly' ? rhythm.octets : rhythm.atMostOctets;
      return accept({ needs, receivers: [receiverLine], octets: amount });
    }
    case 'link': {
      const { toMsisdn, octetsEach, shares, choice } = subject;
      const preview = await ways.links.preview({
        giver,
        octetsEach,
        shares,
        ...(toMsisdn === undefined ? {} : { boundTo: toMsisdn }),
        ...(choice === undefined ? {} : { choice }),
      });
      if (!preview.ok) return preview;
      const { each } = preview.value;
      return accept({ needs: each.needs, receivers: [], octets: octets(octetsEach * shares) });
    }
    default: {
      const preview = await ways.together.preview({ giver, people: subject.people });
      if (!preview.ok) return preview;
      const { people, totalOctets } = preview.value;
      const needs = new Set(people.flatMap(({ foreseen }) => foreseen.needs));
      const receivers = people.map(({ receiver }) => receiver);
      return accept({ needs: [...needs], receivers, octets: totalOctets });
    }
  }
}

type One = { readonly needs: readonly Need[]; readonly receiver: Line; readonly octets: Octets };

const ofOne = <Refusal>(preview: Result<One, Refusal>): Result<ForeseenSubject, Refusal> =>
  preview.ok
    ? accept({
        needs: preview.value.needs,
        receivers: [preview.value.receiver],
        octets: preview.value.octets,
      })
    : preview;

/** Whether it was given before by this key, so that nothing need be shown again. */
export async function wasGiven(
  { gifting, standing, store, ways }: ProofsParts,
  giver: AccountId,
  subject: Subject,
  key: string,
): Promise<boolean> {
  switch (subject.kind) {
    case 'standing':
      return (await standing.read(giver, idOfWords('standing gift', String(giver), key))).ok;
    case 'link':
      return (await findLinkByKey(store, giver, key)) !== undefined;
    case 'together':
      return ways.together.madeBefore(giver, key);
    case 'request':
      return (await gifting.givenBefore(giver, `request ${subject.requestId}`)) !== undefined;
    default:
      return (await gifting.givenBefore(giver, key)) !== undefined;
  }
}
