'use client';

import { Languages } from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { LANGUAGES, useSetLanguage } from './use-language';

const OTHER = { en: 'zh', zh: 'en' } as const;

/** Switches to the other language. */
export function LanguageSwitch() {
  const t = useTranslations('language');
  const setLanguage = useSetLanguage();
  const language = OTHER[useLocale()];
  return (
    <Button look="ghost" isSquare onPress={() => setLanguage(language)}>
      <Languages size={14} aria-hidden />
      <span className="sr-only">
        {t('label')}: {LANGUAGES[language]}
      </span>
    </Button>
  );
}
