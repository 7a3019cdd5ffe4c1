// How a session is reached again: `nchf <notifyUri> <reference> <rating groups>`. No address of HTTP has a
// blank in it, so the parts stay apart.

import type { OpenSession } from '../../../charging/public.ts';

export const KIND = 'nchf';

/** More are left out: a contact has 500 characters, and the address up to 400 of them. */
const MOST_RATING_GROUPS = 4;

export type Contact = {
  readonly notifyUri: string;
  readonly reference: string;
  readonly ratingGroups: readonly number[];
};

export const writeContact = ({ notifyUri, reference, ratingGroups }: Contact): string =>
  `${KIND} ${notifyUri} ${reference} ${ratingGroups.slice(0, MOST_RATING_GROUPS).join(',')}`;

export function readContact({ contact }: Pick<OpenSession, 'contact'>): Contact | undefined {
  const [kind, notifyUri, reference, groups = ''] = contact.split(' ');
  if (kind !== KIND || notifyUri === undefined || reference === undefined) return undefined;
  const ratingGroups = groups === '' ? [] : groups.split(',').map(Number);
  return { notifyUri, reference, ratingGroups };
}
