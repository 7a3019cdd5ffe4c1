// What the network does when a line's last octets are used up, in the carrier's words made the line's.

import { redirectUrl, type FinalUnitRule } from '../catalog/public.ts';
import type { ServedLine } from '../subscribers/public.ts';
import type { FinalUnit } from './request.ts';

export function finalUnitOf(
  rule: FinalUnitRule,
  line: Pick<ServedLine, 'language' | 'planId'>,
): FinalUnit {
  return rule.action === 'redirect'
    ? { action: 'redirect', url: redirectUrl(rule.urlTemplate, line) }
    : rule;
}
