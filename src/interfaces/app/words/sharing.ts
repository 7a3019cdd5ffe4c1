// What pools, tanks and packs refuse, in each language: a part of the tables of words.

import type { SHARING_STATUS } from '../sharing-refusal.ts';
import type { Words } from './words.ts';

export type SharingWords = Pick<Words, keyof typeof SHARING_STATUS>;
