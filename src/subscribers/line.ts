// A line: one subscription, with its MSISDN (GPSI) and IMSI (SUPI). Its eSIM profile has an ICCID and
// sits on an eUICC with an EID. An account holder answers for one or more lines.

import type { AccountId, Instant } from '../kernel/public.ts';
import type { Standing } from './standing.ts';

export const LANGUAGES = ['en', 'fr', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Whom a stranger may find. `nobody` is where every line starts; `number` lets whoever knows the number
 * give to it, and see its masked name. Lines of one account holder always find each other.
 */
export const FINDABLE = ['nobody', 'number'] as const;
export type Findable = (typeof FINDABLE)[number];

/** How its person is told of things. The carrier's systems say so. */
export const MESSAGE_WAYS = ['sms', 'email', 'push'] as const;
export type MessageWay = (typeof MESSAGE_WAYS)[number];

export type LineStatus = 'active' | 'suspended' | 'closed';

export type Line = {
  /** The line's account in the ledger. */
  readonly accountId: AccountId;
  readonly holderId: string;
  readonly planId: string;
  /** E.164 digits, without a plus. */
  readonly msisdn: string;
  readonly imsi: string;
  readonly iccid: string;
  readonly eid: string;
  /** Who uses the line. */
  readonly name: string;
  readonly language: Language;
  readonly findable: Findable;
  readonly status: LineStatus;
  /** Day of the month, 1 to 31, on which its billing cycle starts. */
  readonly cycleDay: number;
  readonly activatedAt: Instant;
  /** Always there in a line that was read; what is left out of one that is added is as usual. */
  readonly standing?: Partial<Standing>;
  /** Null, or left out, when none is known. */
  readonly email?: string | null;
  /** The way tried first; by itself it is SMS. */
  readonly messageWay?: MessageWay | null;
};

/** `M••• T.` for Maya Tremblay: enough to recognise whom one knows, too little to learn a name. */
export function maskedName(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = `${initial(words[0] ?? '')}•••`;
  return words.length > 1 ? `${first} ${initial(words.at(-1) ?? '')}.` : first;
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const initial = (word: string): string => [...letters.segment(word)][0]?.segment ?? '';

/** `•••• 0002` for +1 613 555 0002: the last four digits. */
export const maskedMsisdn = (msisdn: string): string => `•••• ${msisdn.slice(-4)}`;
