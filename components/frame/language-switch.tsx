'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { LOCALE_COOKIE } from '@/lib/i18n/cookie';
import { setCookie } from './cookies';

const OTHER = {
  en: { locale: 'zh', sign: '中', name: '中文' },
  zh: { locale: 'en', sign: 'En', name: 'English' },
} as const;

/** Turns the page into the other language. */
export function LanguageSwitch() {
  const t = useTranslations('language');
  const router = useRouter();
  const other = OTHER[useLocale()];
  return (
    <Button
      look="ghost"
      isSquare
      onPress={() => {
        setCookie(LOCALE_COOKIE, other.locale);
        router.refresh();
      }}
    >
      <span lang={other.locale}>{other.sign}</span>
      <span className="sr-only">
        {t('label')}: {other.name}
      </span>
    </Button>
  );
}
