// What a person can be told, and the facts that each message has. Everything else here goes by this table:
// the types, the placeholders that a template may use, and what a preview shows.

import { NEWS, type News } from '../../gifting/public.ts';
import type { Instant } from '../../kernel/public.ts';

export const FACTS_OF = {
  sign_in_code: ['code'],
  ...NEWS,
} as const;

export type About = keyof typeof FACTS_OF;
export type Fact = (typeof FACTS_OF)[About][number];
export const ABOUTS = Object.keys(FACTS_OF) as readonly About[];

export type Message = { readonly about: 'sign_in_code'; readonly code: string } | News;

/** The ways that have templates of their own. */
export const CHANNELS = ['sms', 'email', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Proves that somebody holds the number, so it is sent to nothing but the number. */
export const provesNumber = (about: About): boolean => CODES.has(about);

const CODES: ReadonlySet<About> = new Set(['sign_in_code', 'gift_code', 'amount_code', 'pin_code']);

/** Whoever has its facts could use them in the person's place: forgotten once they are of no use here. */
export const isSecret = (about: About): boolean => provesNumber(about) || about === 'link_made';

/** A message with made-up facts, for a preview. */
export function sampleOf(about: About, now: Instant): Message {
  const day = 86_400_000;
  const facts: { readonly [fact in Fact]: string | number } = {
    code: '042137',
    giftId: '00000000-0000-7000-8000-000000000000',
    octets: 1_500_000_000,
    other: 'M••• T.',
    receipt: 'LG-7F3K-92QD',
    undoUntil: now + 30_000,
    expiresAt: now + 12 * day,
    reason: 'line_cannot_receive',
    url: 'https://example.com/g/4f9Zk2',
    pool: 'Tremblay',
    pack: '5 GB / 7',
  };
  const named = FACTS_OF[about].map((fact) => [fact, facts[fact]] as const);
  return { about, ...Object.fromEntries(named) } as unknown as Message;
}
