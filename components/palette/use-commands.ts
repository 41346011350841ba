'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { THEMES } from '@/components/frame/theme';
import { LANGUAGES, type Language, useSetLanguage } from '@/components/frame/use-language';
import { setTheme } from '@/components/frame/use-theme';
import { type Command, offeredCommands } from '@/components/kit/commands';
import { reportOf } from '@/components/report/report-of';
import type { JobAnswer } from '@/lib/api/job-answers';
import { KEYWORDS } from './keywords';
import { mapCommands } from './map-commands';
import type { OtherName } from './other-dialog';

const LANGUAGE_KEYS: readonly Language[] = ['en', 'zh'];

/** All commands: those of the page, a report of it, the list of shortcuts, tables, theme, language, map display. */
export function useCommands(job: JobAnswer | undefined, onOther: (name: OtherName) => void): Command[] {
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
    ...(reportOf(path, new URLSearchParams(query)) === null
      ? []
      : [{ id: 'report', name: t('report.menu'), keywords: KEYWORDS.report, run: () => onOther('report') }]),
    { id: 'keys', name: t('palette.keys'), keywords: KEYWORDS.keys, run: () => onOther('keys') },
    ...(job ? [{ id: 'tables', name: t('tables.open'), keywords: KEYWORDS.tables, run: () => onOther('tables') }] : []),
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      name: t('palette.theme', { name: t(`theme.${theme}`) }),
      keywords: [...KEYWORDS.theme, ...KEYWORDS[theme]],
      run: () => setTheme(theme),
    })),
    ...LANGUAGE_KEYS.map((language) => ({
      id: `language ${language}`,
      name: t('palette.language', { name: LANGUAGES[language] }),
      keywords: [...KEYWORDS.language, ...KEYWORDS[language]],
      run: () => setLanguage(language),
    })),
    ...links.map(({ id, name, keywords, href }) => ({ id, name, keywords, run: () => router.push(href) })),
  ];
}
