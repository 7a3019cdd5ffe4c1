// What partners are told of. An event is a fact that has happened, with ids and amounts but no number or
// name of a person: whoever may know more asks for it with its own rights.

import type { Instant } from '../../kernel/public.ts';

export const EVENT_TYPES = [
  'largesse.gift.held.v1',
  'largesse.gift.undone.v1',
  'largesse.gift.delivered.v1',
  'largesse.gift.declined.v1',
  'largesse.gift.returned.v1',
] as const;

/** `cloudevents` is our own; a TMF hub is told in the way of the TM Forum. */
export const FORMATS = ['cloudevents', 'tmf654'] as const;
export type Format = (typeof FORMATS)[number];

export type PartnerEvent = {
  readonly id: string;
  readonly format: Format;
  readonly type: string;
  /** What it is about: `gifts/<id>`. */
  readonly subject: string;
  readonly data: object;
  readonly at: Instant;
};
