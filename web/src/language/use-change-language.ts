import { useQueryClient } from '@tanstack/react-query';
import { changeLine } from '../api/calls.ts';
import { lineQuery } from '../api/queries.ts';
import type { Language } from '../api/types.ts';
import { chooseLanguage } from './language.ts';

/** Shows the page in a language and, when somebody is signed in, tells the server of it. */
export function useChangeLanguage(): (language: Language) => Promise<void> {
  const client = useQueryClient();
  return async (language) => {
    await chooseLanguage(language);
    if (client.getQueryData(lineQuery.queryKey) === undefined) return;
    try {
      client.setQueryData(lineQuery.queryKey, await changeLine({ language }));
    } catch {
      // The page is in the wanted language already and this device keeps it. The line's own setting
      // is tried again at the next sign-in (see sign-in-page.tsx).
    }
  };
}
