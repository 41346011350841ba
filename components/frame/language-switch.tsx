'use client';

import { useLocale, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { LANGUAGES, useSetLanguage } from './use-language';

const OTHER = { en: { language: 'zh', sign: '中' }, zh: { language: 'en', sign: 'En' } } as const;

/** Switches to the other language. */
export function LanguageSwitch() {
  const t = useTranslations('language');
  const setLanguage = useSetLanguage();
  const { language, sign } = OTHER[useLocale()];
  return (
    <Button look="ghost" isSquare onPress={() => setLanguage(language)}>
      <span lang={language}>{sign}</span>
      <span className="sr-only">
        {t('label')}: {LANGUAGES[language]}
      </span>
    </Button>
  );
}
