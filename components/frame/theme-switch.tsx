'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { THEMES, type Theme } from './theme';
import { setTheme, useTheme } from './use-theme';

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Cycles through the themes: system, light, dark. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const t = useTranslations('theme');
  const theme = useTheme(initial);
  const Icon = ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  return (
    <Button look="ghost" isSquare title={`${t('label')}: ${t(theme)}`} onPress={() => setTheme(next)}>
      <Icon size={15} aria-hidden />
    </Button>
  );
}
