// One press away on every page: whoever cannot read the page must still find it, so it is named in
// the other language.

import { useLingui } from '@lingui/react';
import { Button } from 'react-aria-components/Button';
import type { Language } from '../api/types.ts';

const OWN_NAME: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

export function LanguageSwitch({ onChoose }: { onChoose: (language: Language) => void }) {
  const { i18n } = useLingui();
  const other: Language = i18n.locale === 'fr' ? 'en' : 'fr';
  return (
    <Button className="language-switch" onPress={() => onChoose(other)}>
      <span lang={other}>{OWN_NAME[other]}</span>
    </Button>
  );
}
