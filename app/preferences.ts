import 'server-only';
import { cookies, headers } from 'next/headers';
import { createTranslator } from 'use-intl/core';
import { isTheme, THEME_COOKIE, type Theme } from '@/components/frame/theme';
import { chooseLocale } from '@/lib/i18n/choose.js';
import { LOCALE_COOKIE } from '@/lib/i18n/cookie';
import { isolating } from '@/lib/i18n/isolate';
import { messagesOf } from '@/lib/i18n/locale';

/** Language and theme of the user: chosen in the pages, else preferred by the browser. */
export async function preferences() {
  const jar = await cookies();
  const locale = chooseLocale(jar.get(LOCALE_COOKIE)?.value, (await headers()).get('accept-language'));
  const chosen = jar.get(THEME_COOKIE)?.value;
  const theme: Theme = isTheme(chosen) ? chosen : 'system';
  const messages = messagesOf(locale);
  return { locale, theme, messages, t: isolating(createTranslator({ locale, messages })) };
}
