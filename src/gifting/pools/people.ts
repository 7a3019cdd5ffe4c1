// Who the people of a pool are, and who speaks for whom.

import { policyFor, USUAL_ROLES, type RoleRules } from '../../catalog/public.ts';
import { DAY, type AccountId, type Instant } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { mayAct } from '../rules/roles.ts';
import { standingOf } from '../rules/side.ts';
import { isYounger } from '../rules/who.ts';
import { INVITED_DAYS, LONGEST_NAME, type PoolMember, type PoolRole } from './pool.ts';
import type { PoolParts } from './ports.ts';

export const newMember = (
  pool: AccountId,
  account: AccountId,
  role: PoolRole,
  at: Instant,
): PoolMember => ({
  pool,
  account,
  role,
  state: role === 'holder' ? 'joined' : 'invited',
  invitedAt: at,
  invitedUntil: at + INVITED_DAYS * DAY,
  joinedAt: role === 'holder' ? at : null,
  leftAt: null,
  capOctets: null,
  isPaused: false,
  isSlowed: false,
  drawsByItself: true,
  shareOctets: null,
});

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Something to read, of bounded length, and nothing that could make other text read differently. */
export const isName = (name: string): boolean =>
  name.length <= LONGEST_NAME * 4 &&
  name.isWellFormed() &&
  /[\p{Letter}\p{Number}]/u.test(name) &&
  !/[\p{Control}\p{Bidi_Control}\p{Line_Separator}\p{Paragraph_Separator}\p{Unassigned}<>]/u.test(
    name,
  ) &&
  [...graphemes.segment(name)].length <= LONGEST_NAME;

async function rolesFor({ catalog, clock }: PoolParts, line: Line): Promise<RoleRules> {
  const policies = await catalog.giftPoliciesAt(clock.now());
  const policy = policyFor(policies, { planId: line.planId, brand: standingOf(line).brand });
  return policy.roles ?? USUAL_ROLES;
}

export async function roleOf(parts: PoolParts, line: Line): Promise<PoolRole> {
  const { minorUnderAge } = await rolesFor(parts, line);
  const at = { now: parts.clock.now(), timeZone: parts.timeZone };
  return isYounger(line, minorUnderAge, at) ? 'minor' : 'adult';
}

/** Whether the person on `by` may consent for the line: its guardian, or whom the policy lets. */
export async function mayConsentFor(
  parts: PoolParts,
  by: AccountId,
  account: AccountId,
): Promise<boolean> {
  const [actor, line] = await Promise.all([
    parts.directory.line(by),
    parts.directory.line(account),
  ]);
  if (actor === undefined || line === undefined) return false;
  const at = { now: parts.clock.now(), timeZone: parts.timeZone };
  return mayAct('consent', actor, line, at, await rolesFor(parts, line));
}
