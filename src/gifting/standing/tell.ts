// Both sides of a standing gift are told what becomes of it. Neither learns more of the other than a gift
// would tell: why a giver's line did not give is the giver's to know.

import { maskedName, type Line } from '../../subscribers/public.ts';
import { receiptNumber } from '../gift.ts';
import { isShared, withSharedAccounts } from '../pools/shared-account.ts';
import type { News } from '../news.ts';
import type { StandingParts } from './parts.ts';
import { STOPPED_BY_PERSON, type StandingGift } from './standing.ts';

type About = Extract<News['about'], `standing_${string}`>;

/** Words of its own for one that gives what lapses: nobody is promised as much every month. */
const LAPSING = {
  standing_gift_asked: 'lapsing_gift_asked',
  standing_gift_agreed: 'lapsing_gift_agreed',
} as const;
type Side = 'giver' | 'receiver';

/** The reasons that say something of the receiver, or of nobody; a receiver is told no others. */
const RECEIVERS_OWN: readonly string[] = [
  'line_cannot_receive',
  'receiver_limit_reached',
  STOPPED_BY_PERSON,
];

/** A reason as one side may know it. */
export function reasonFor(side: Side, { state, reason }: StandingGift): string | null {
  if (reason === null || state !== 'paused' || side === 'giver') return reason;
  return RECEIVERS_OWN.includes(reason) ? reason : 'giver_could_not';
}

export async function tellOf(
  parts: StandingParts,
  standing: StandingGift,
  about: About,
  sides: readonly Side[] = ['giver', 'receiver'],
): Promise<void> {
  const directory = withSharedAccounts(parts.directory, parts.store);
  const [giver, receiver] = await Promise.all([
    directory.line(standing.giver),
    directory.line(standing.receiver),
  ]);
  if (giver === undefined || receiver === undefined) return;
  for (const side of sides) {
    const [to, other] = side === 'giver' ? [giver, receiver] : [receiver, giver];
    if (isShared(to) || to.status === 'closed') continue;
    const facts = {
      octets: octetsOf(standing),
      other: nameOf(other),
      receipt: receiptNumber(standing.id),
    };
    if (about === 'standing_gift_paused')
      parts.ports.tell(to, { about, ...facts, reason: spoken(reasonFor(side, standing)) });
    else if (standing.rhythm.kind === 'monthly' || about === 'standing_gift_ended')
      parts.ports.tell(to, { about, ...facts });
    else parts.ports.tell(to, { about: LAPSING[about], ...facts });
  }
}

const nameOf = (line: Line): string => (isShared(line) ? line.name : maskedName(line.name));

/** Of one that gives what lapses: at most. */
const octetsOf = ({ rhythm }: StandingGift): number =>
  rhythm.kind === 'monthly' ? rhythm.octets : rhythm.atMostOctets;

/** The messages' own word for the commonest reason. */
const spoken = (reason: string | null): string =>
  reason === 'floor_broken' ? 'floor_reached' : (reason ?? 'other');
