'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';

/** Shown in place of a view that failed. */
export default function ErrorPage({ error, reset }: { error: Error; reset(): void }) {
  const t = useTranslations();
  return (
    <main id="content">
      <Notice isPage isError title={t('job.failed')} detail={error.message}>
        <Button onPress={reset}>{t('app.retry')}</Button>
      </Notice>
    </main>
  );
}
