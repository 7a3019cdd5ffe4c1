// What links, requests, contacts and messages refuse beyond what any gift does, and its HTTP status.

import type {
  BlockRefusal,
  GiftRefusal,
  LinkRefusal,
  MessageRefusal,
  RequestRefusal,
  SavedNumberRefusal,
  TogetherRefusal,
} from '../../gifting/public.ts';
import type { SignInRefusal } from '../../subscribers/public.ts';

export type WaysRefusal =
  | Exclude<
      | LinkRefusal
      | RequestRefusal
      | MessageRefusal
      | BlockRefusal
      | SavedNumberRefusal
      | Exclude<TogetherRefusal, { readonly code: 'person_refused' }>,
      GiftRefusal | SignInRefusal
    >
  | {
      readonly code: 'person_refused';
      readonly index: number;
      readonly reason: GiftRefusal;
      /** The reason in the words that this person's gift alone would be refused with. */
      readonly said: { readonly title: string; readonly detail: string };
    };

export const WAYS_STATUS: { readonly [Code in WaysRefusal['code']]: number } = {
  message_too_long: 422,
  message_not_plain: 422,
  message_unknown: 404,
  address_unknown: 404,
  shares_out_of_range: 422,
  pin_malformed: 422,
  pin_too_simple: 422,
  links_full: 422,
  link_unknown: 404,
  link_over: 409,
  link_is_own: 409,
  pin_needed: 422,
  pin_wrong: 422,
  pin_locked: 409,
  asking_oneself: 422,
  no_family: 422,
  requests_full: 429,
  asked_before: 429,
  request_unknown: 404,
  request_is_own: 409,
  request_over: 409,
  contact_name_invalid: 422,
  contacts_full: 422,
  blocks_full: 422,
  people_out_of_range: 422,
  person_twice: 422,
  person_refused: 422,
};
