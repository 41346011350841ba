import type { LOCALES } from './choose.js';
import en from './en.json';
import zh from './zh.json';

export type Locale = (typeof LOCALES)[number];
export type Messages = typeof en;

const MESSAGES: Record<Locale, Messages> = { en, zh };

export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}
