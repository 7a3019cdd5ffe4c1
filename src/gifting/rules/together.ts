// What the two lines of a gift must be to each other.

import type { GiftRules } from '../../catalog/public.ts';
import type { GiftRefusal } from '../refusal.ts';
import { RELATIONS, standingOf, type Relation, type Side } from './side.ts';

/** Refuses, in this order: relation_needed, lines_differ. */
export function whyNotTogether(
  giver: Pick<Side, 'line'>,
  receiver: Pick<Side, 'line'>,
  relation: Relation,
  { between }: Pick<GiftRules, 'between'>,
): GiftRefusal | undefined {
  if (between === undefined) return undefined;
  const needed = between.relation ?? 'anyone';
  if (needed !== 'anyone' && RELATIONS.indexOf(relation) > RELATIONS.indexOf(needed))
    return { code: 'relation_needed', rule: 'between.relation', relation: needed };
  const [one, other] = [standingOf(giver.line), standingOf(receiver.line)];
  if (between.sameBrand === true && one.brand !== other.brand)
    return { code: 'lines_differ', rule: 'between.sameBrand' };
  if (between.samePayment === true && one.payment !== other.payment)
    return { code: 'lines_differ', rule: 'between.samePayment' };
  return undefined;
}

/** As a person would say that it is the same name: whatever the case, the accents and the spaces. */
export const isSameName = (typed: string, name: string): boolean =>
  plain(typed) !== '' && plain(typed) === plain(name);

const plain = (name: string): string =>
  name
    .slice(0, 200)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '')
    .toLowerCase();
