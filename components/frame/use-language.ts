'use client';

import { useRouter } from 'next/navigation';
import { LOCALE_COOKIE } from '@/lib/i18n/cookie';
import { setCookie } from './cookies';

/** The languages by their native names. */
export const LANGUAGES = { en: 'English', zh: '中文' } as const;

export type Language = keyof typeof LANGUAGES;

/** Returns a function that switches the page to a language and stores it in a cookie. */
export function useSetLanguage(): (language: Language) => void {
  const router = useRouter();
  return (language) => {
    setCookie(LOCALE_COOKIE, language);
    router.refresh();
  };
}
