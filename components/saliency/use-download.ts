'use client';

import { useTranslations } from 'use-intl';
import { useToast } from '@/components/kit/toast';
import { useDisplayStore } from '@/components/map/display';
import { useKindBars } from '@/components/map/legend-bars';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { Wanted } from './save-figure';

/** Saves frames of the page as one figure, as they are shown; a message says if that failed. */
export function useDownload(job: JobAnswer): (figure: Wanted) => Promise<void> {
  const t = useTranslations('saliency');
  const inDisplay = useTranslations('display');
  const toast = useToast();
  const store = useDisplayStore();
  const barsOf = useKindBars();
  return async (figure) => {
    try {
      const { saveFigure } = await import('./save-figure');
      await saveFigure({ job, store, barsOf, inDisplay }, figure);
    } catch (error) {
      toast(t('downloadFailed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
}
