import en from './en.json';
import zh from './zh.json';

export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];
export type Messages = typeof en;

const MESSAGES: Record<Locale, Messages> = { en, zh };

export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}

/** The language to speak: the one chosen, else the first of the browser's languages that there is, else English. */
export function localeOf(chosen: string | undefined, acceptLanguage: string | null): Locale {
  const wanted = [chosen ?? '', ...(acceptLanguage ?? '').split(',')].map((tag) =>
    tag.trim().slice(0, 2).toLowerCase(),
  );
  return LOCALES.find((locale) => locale === wanted.find((tag) => LOCALES.some((known) => known === tag))) ?? 'en';
}
