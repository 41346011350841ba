'use client';

import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { SWRConfig } from 'swr';
import { IntlProvider } from 'use-intl';
import { fetchJson } from '@/components/kit/fetch-json';
import { ToastProvider } from '@/components/kit/toast';
import type { Locale, Messages } from '@/lib/i18n/locale';

interface Props {
  locale: Locale;
  messages: Messages;
  /** When the page was rendered, so that the browser's first picture is the server's. */
  now: Date;
  children: ReactNode;
}

/** What every page needs around it: language, the address as state, data that stays fresh, messages. */
export function Providers({ locale, messages, now, children }: Props) {
  return (
    <IntlProvider locale={locale} messages={messages} now={now} timeZone={timeZone()}>
      <I18nProvider locale={locale}>
        <NuqsAdapter>
          <SWRConfig value={{ fetcher: fetchJson, keepPreviousData: true, onErrorRetry: retrySoon }}>
            <ToastProvider>{children}</ToastProvider>
          </SWRConfig>
        </NuqsAdapter>
      </I18nProvider>
    </IntlProvider>
  );
}

const RETRY_MS = 3_000;

/** Polling stops at an error: this goes on asking, so that what comes back is seen. */
function retrySoon(
  _error: unknown,
  _key: string,
  _config: unknown,
  revalidate: (options: { retryCount: number }) => void,
  { retryCount }: { retryCount: number },
): void {
  setTimeout(() => revalidate({ retryCount }), RETRY_MS);
}

function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
