// To whom a gift goes that is not only to a number: a pool that the giver is in, or a tank.

import type { Way } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import { accept, refuse, type AccountId, type Result } from '../../kernel/public.ts';
import { createMembers } from '../pools/members.ts';
import { readSharedAccount } from '../pools/shared-account.ts';
import type { StandingRefusal } from './refusal.ts';
import type { StandingGift } from './standing.ts';

export type SharedTarget = { readonly pool: AccountId } | { readonly tank: AccountId };
export type Target = { readonly msisdn: string } | SharedTarget;

export type Aim = Pick<StandingGift, 'receiver' | 'receiverKind'>;

export const aimOf = (to: SharedTarget): Aim =>
  'pool' in to
    ? { receiver: to.pool, receiverKind: 'pool' }
    : { receiver: to.tank, receiverKind: 'tank' };

/** By which way the giver puts in there. A pool is only there for whoever has joined it. */
export async function wayInto(
  store: Store,
  giver: AccountId,
  { receiver, receiverKind }: Aim,
): Promise<Result<Way, Extract<StandingRefusal, { code: 'target_unknown' }>>> {
  if (receiverKind === 'line') return accept('standing');
  const unknown = refuse({ code: 'target_unknown' } as const);
  const shared = await readSharedAccount(store, receiver);
  if (shared?.kind !== receiverKind || shared.state !== 'open') return unknown;
  if (receiverKind === 'tank') return accept('tank');
  const member = await createMembers(store).member(receiver, giver);
  return member?.state === 'joined' ? accept('family') : unknown;
}
