// A gift's state in a few words, from the side of whoever reads it.

import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { Gift } from '../../api/types.ts';

const GIVEN: Readonly<Record<Gift['state'], MessageDescriptor>> = {
  asked: msg`Being prepared`,
  held: msg`You can still undo`,
  in_transit: msg`On its way`,
  delivered: msg`Delivered`,
  undone: msg`Undone`,
  declining: msg`On its way back`,
  declined: msg`Declined by them`,
  returned: msg`Returned to you`,
};

const RECEIVED: Readonly<Record<Gift['state'], MessageDescriptor>> = {
  asked: msg`On its way`,
  held: msg`On its way`,
  in_transit: msg`On its way`,
  delivered: msg`Yours to use`,
  undone: msg`Taken back before it arrived`,
  declining: msg`On its way back`,
  declined: msg`Declined by you`,
  returned: msg`Returned to them`,
};

export const stateWords = (gift: Gift): MessageDescriptor =>
  (gift.direction === 'given' ? GIVEN : RECEIVED)[gift.state];

const REASONS: Readonly<Record<string, MessageDescriptor>> = {
  line_cannot_receive: msg`Their line could not receive it.`,
  receiver_limit_reached: msg`They have all that they can receive for now.`,
  already_expired: msg`It would have expired on the way.`,
};

/** Why a gift came back, when that is worth a sentence. */
export const reasonWords = (gift: Gift): MessageDescriptor | null =>
  gift.reason === null ? null : (REASONS[gift.reason] ?? null);
