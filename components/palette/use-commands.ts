'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { THEMES } from '@/components/frame/theme';
import { LANGUAGES, type Language, useSetLanguage } from '@/components/frame/use-language';
import { setTheme } from '@/components/frame/use-theme';
import { type Command, offeredCommands } from '@/components/kit/commands';
import type { JobAnswer } from '@/lib/api/answers';
import { mapCommands } from './map-commands';

const LANGUAGE_KEYS: readonly Language[] = ['en', 'zh'];

/** All commands: those of the page, map display, theme, language. */
export function useCommands(job: JobAnswer | undefined): Command[] {
  const t = useTranslations();
  const router = useRouter();
  const setLanguage = useSetLanguage();
  const path = usePathname();
  // The palette covers the page, which does not change meanwhile.
  const [query] = useState(() => location.search);
  const [offered] = useState(offeredCommands);
  const links = job ? mapCommands(job, { path, query }, t) : [];
  return [
    ...offered,
    ...links.map(({ id, name, href }) => ({ id, name, run: () => router.push(href) })),
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      name: t('palette.theme', { name: t(`theme.${theme}`) }),
      run: () => setTheme(theme),
    })),
    ...LANGUAGE_KEYS.map((language) => ({
      id: `language ${language}`,
      name: t('palette.language', { name: LANGUAGES[language] }),
      run: () => setLanguage(language),
    })),
  ];
}
