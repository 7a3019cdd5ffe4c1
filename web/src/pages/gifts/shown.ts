// Which gifts a list shows.

import type { Gift } from '../../api/types.ts';
import { stateTone } from './gift-tone.ts';

export const SHOWN = ['all', 'given', 'received', 'moving'] as const;
export type Shown = (typeof SHOWN)[number];

export const isShown = (gift: Gift, shown: Shown): boolean =>
  shown === 'all' ||
  gift.direction === shown ||
  (shown === 'moving' && stateTone(gift) === 'moving');
