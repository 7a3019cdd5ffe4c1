// The reader's language: before signing in what was chosen on this device, else what the browser
// asks for; after signing in what the line says, which also decides the language of its messages.

import { i18n } from '@lingui/core';
import type { Language } from '../api/types.ts';

export const LANGUAGES: readonly Language[] = ['en', 'fr'];

const STORED_AS = 'largesse.language';

const isLanguage = (given: unknown): given is Language => given === 'en' || given === 'fr';

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
  const { messages } =
    language === 'fr' ? await import('../../locales/fr.po') : await import('../../locales/en.po');
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
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
  return regional ?? `${language}-CA`;
}
