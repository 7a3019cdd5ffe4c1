// Who may give, ask or consent for which line: the account holder, whoever the holder authorised, a member,
// and a guardian for a minor.

import { USUAL_ROLES, type RoleRules } from '../../catalog/public.ts';
import type { Instant } from '../../kernel/public.ts';
import { standingOf, type JudgedLine } from './side.ts';
import { isYounger } from './who.ts';

export type RoleAction = 'give' | 'ask' | 'consent';

/**
 * Whether the person on `actor` may do this for `line`. A minor consents to nothing, also on an account of
 * its own; who is named as a minor's guardian consents for it from any account.
 */
export function mayAct(
  action: RoleAction,
  actor: JudgedLine,
  line: JudgedLine,
  at: { readonly now: Instant; readonly timeZone: string },
  roles: RoleRules = USUAL_ROLES,
): boolean {
  if (action === 'consent' && isYounger(actor, roles.minorUnderAge, at)) return false;
  if (action === 'consent' && standingOf(line).guardian === actor.accountId) return true;
  const reach = roles[standingOf(actor).role][action];
  if (actor.accountId === line.accountId) return reach !== 'nobody';
  if (actor.holderId !== line.holderId) return false;
  return reach === 'account' || (reach === 'minors' && isYounger(line, roles.minorUnderAge, at));
}
