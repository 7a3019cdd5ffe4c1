import type { ProofsRefusal, TogetherRefusal } from '../../../gifting/public.ts';
import { say, type SpokenLanguage } from '../problem.ts';
import type { AppRefusal } from '../refusal.ts';

/** Of a gift to several, why one of them cannot be given to: in the words that this gift alone would meet. */
export const inWords = (
  refusal: ProofsRefusal | TogetherRefusal,
  language: SpokenLanguage,
): AppRefusal =>
  refusal.code === 'person_refused' ? { ...refusal, said: say(refusal.reason, language) } : refusal;
