'use client';

import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { SWRConfig, type SWRConfiguration } from 'swr';
import { IntlProvider } from 'use-intl';
import { AnswerCache, showingIn } from '@/components/kit/answer-cache';
import { fetchJson } from '@/components/kit/fetch-json';
import { ToastProvider } from '@/components/kit/toast';
import type { Locale, Messages } from '@/lib/i18n/locale';

interface Props {
  locale: Locale;
  messages: Messages;
  /** The time at which the page was rendered, so that the first client render equals that of the server. */
  now: Date;
  children: ReactNode;
}

/** The context of every page: language, URL state, data fetching, messages. */
export function Providers({ locale, messages, now, children }: Props) {
  const [answers] = useState(answersOf);
  return (
    <IntlProvider locale={locale} messages={messages} now={now} timeZone={timeZone()}>
      <I18nProvider locale={locale}>
        <NuqsAdapter>
          <SWRConfig value={answers}>
            <ToastProvider>{children}</ToastProvider>
          </SWRConfig>
        </NuqsAdapter>
      </I18nProvider>
    </IntlProvider>
  );
}

/** Configures how API responses are fetched and cached. */
function answersOf(): SWRConfiguration & { provider(): AnswerCache } {
  const cache = new AnswerCache();
  return {
    provider: () => cache,
    use: [showingIn(cache)],
    fetcher: fetchJson,
    keepPreviousData: true,
    onErrorRetry: retrySoon,
  };
}

const RETRY_MS = 3_000;

/** SWR stops polling after an error: this continues, so that a recovery is noticed. */
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
