// Which field a refusal is about: its words, which the server chose, are shown there.

import { Problem } from '../../api/problem.ts';

export type Concern = 'receiver' | 'amount' | 'message' | 'gift';

const CONCERNS: Readonly<Record<string, Concern>> = {
  msisdn_invalid: 'receiver',
  giving_to_oneself: 'receiver',
  receiver_not_found: 'receiver',
  line_cannot_receive: 'receiver',
  receiver_name_differs: 'receiver',
  relation_needed: 'receiver',
  lines_differ: 'receiver',
  receivers_reached: 'receiver',
  receiver_limit_reached: 'amount',
  size_not_offered: 'amount',
  below_minimum: 'amount',
  above_maximum: 'amount',
  not_a_step: 'amount',
  balance_too_low: 'amount',
  floor_broken: 'amount',
  monthly_octets_reached: 'amount',
  daily_octets_reached: 'amount',
  message_too_long: 'message',
  message_not_plain: 'message',
};

/** A refusal that no field can mend (this line may not give, no gifts left this month) is the gift's. */
export function concernOf(code: string): Concern {
  if (code.startsWith('octets_')) return 'amount';
  return CONCERNS[code] ?? 'gift';
}

/** The words against one field, if the error is a refusal about it. */
export const wordsAbout = (error: Error | null, concern: Concern): string | null =>
  error instanceof Problem && concernOf(error.code) === concern ? error.message : null;
