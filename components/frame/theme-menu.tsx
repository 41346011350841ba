'use client';

import { Check, Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popover } from '@/components/kit/popover';
import { setCookie } from './cookies';
import { isTheme, THEME_COOKIE, THEMES, type Theme } from './theme';

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Chooses light, dark or what the system has; kept in a cookie, so that the server paints it and nothing flashes. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const t = useTranslations('theme');
  const [theme, setTheme] = useState(initial);
  const Icon = ICONS[theme];

  const choose = (chosen: Theme) => {
    setTheme(chosen);
    setCookie(THEME_COOKIE, chosen);
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  };

  return (
    <MenuTrigger>
      <Button look="ghost" isSquare title={`${t('label')}: ${t(theme)}`}>
        <Icon size={15} aria-hidden />
      </Button>
      <Popover placement="bottom end" className="p-1">
        <Menu
          className="outline-none"
          selectionMode="single"
          selectedKeys={[theme]}
          onAction={(key) => isTheme(key) && choose(key)}
        >
          {THEMES.map((name) => (
            <MenuItem
              key={name}
              id={name}
              textValue={t(name)}
              className="flex min-w-36 cursor-default items-center justify-between rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint"
            >
              {t(name)}
              {name === theme && <Check size={13} className="text-accent" aria-hidden />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
