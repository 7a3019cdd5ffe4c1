// Two presses away on every page. Each language is named in its own words, and so is the button.

import { useLingui } from '@lingui/react';
import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { Language } from '../api/types.ts';
import { GlobeIcon } from '../parts/icons.tsx';
import { LANGUAGES, OWN_NAME } from './language.ts';

export function LanguageSwitch({ onChoose }: { onChoose: (language: Language) => void }) {
  const { i18n } = useLingui();
  const current = LANGUAGES.find((language) => language === i18n.locale) ?? 'en';
  return (
    <MenuTrigger>
      <Button className="language-switch">
        <GlobeIcon />
        {OWN_NAME[current]}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[current]}
          onAction={(key) => onChoose(key as Language)}
          aria-label={OWN_NAME[current]}
        >
          {LANGUAGES.map((language) => (
            <MenuItem
              key={language}
              id={language}
              className="menu-item"
              textValue={OWN_NAME[language]}
            >
              <span lang={language === 'zh' ? 'zh-Hans' : language}>{OWN_NAME[language]}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
