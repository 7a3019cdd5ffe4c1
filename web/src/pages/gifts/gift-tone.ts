// Whether a gift's octets are still on the way: decides how its state is painted.

import type { Gift } from '../../api/types.ts';

/** Whether the octets have stayed, are still moving or went back: decides how a state is painted. */
export type StateTone = 'moving' | 'done' | 'ended';

const TONES: Readonly<Record<Gift['state'], StateTone>> = {
  asked: 'moving',
  held: 'moving',
  in_transit: 'moving',
  declining: 'moving',
  delivered: 'done',
  undone: 'ended',
  declined: 'ended',
  returned: 'ended',
};

export const stateTone = (gift: Gift): StateTone => TONES[gift.state];
