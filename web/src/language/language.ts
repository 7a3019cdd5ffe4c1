// The reader's language: before signing in what was chosen on this device, else what the browser
// asks for; after signing in what the line says, which also decides the language of its messages.

import { i18n } from '@lingui/core';
import type { Messages } from '@lingui/core';
import type { Language } from '../api/types.ts';

export const LANGUAGES: readonly Language[] = ['en', 'fr', 'zh'];

/** Each in its own words: whoever cannot read the page must still find theirs. */
export const OWN_NAME: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'Français',
  zh: '简体中文',
};

const STORED_AS = 'largesse.language';

const isLanguage = (given: unknown): given is Language =>
  LANGUAGES.some((language) => language === given);

const CATALOGS: Readonly<Record<Language, () => Promise<{ readonly messages: Messages }>>> = {
  en: () => import('../../locales/en.po'),
  fr: () => import('../../locales/fr.po'),
  zh: () => import('../../locales/zh.po'),
};

/** The region whose way of writing figures and dates is taken where the browser names none. */
const USUAL_LOCALE: Readonly<Record<Language, string>> = { en: 'en-CA', fr: 'fr-CA', zh: 'zh-CN' };

export function firstLanguage(): Language {
  const stored = readStored();
  if (stored !== null) return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return wanted ?? 'en';
}

// Storage can be forbidden altogether (private windows); the language then lasts as long as the page.
function readStored(): Language | null {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}

/** Loads a language and shows the page in it. */
export async function activateLanguage(language: Language): Promise<void> {
  const { messages } = await CATALOGS[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
}

let chosen: Language | null = null;

/** Activates what the reader chose and keeps it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  chosen = language;
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Not kept, then; see readStored.
  }
  await activateLanguage(language);
}

/** What was chosen by hand since the page was loaded: newer than what the line says. */
export const languageChosenHere = (): Language | null => chosen;

/** The locale for figures and dates: the reader's own region if the browser names one. */
export function localeOf(language: string): string {
  const regional = navigator.languages.find((tag) => tag.startsWith(`${language}-`));
  return regional ?? (isLanguage(language) ? USUAL_LOCALE[language] : 'en-CA');
}
