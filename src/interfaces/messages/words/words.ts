// Our words for each message. A carrier may put its own in their place (see templates).

import type { Language } from '../../../subscribers/public.ts';
import type { About } from '../message.ts';
import { chinese } from './zh.ts';
import { english } from './en.ts';
import { french } from './fr.ts';
import type { Words } from './row.ts';

export const WORDS: { readonly [language in Language]: Words } = {
  en: english,
  fr: french,
  zh: chinese,
};

export const defaultWords = (about: About, language: Language) => WORDS[language][about];
