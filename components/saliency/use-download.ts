'use client';

import { useTranslations } from 'use-intl';
import { useToast } from '@/components/kit/toast';
import { rampOf, useLegend } from '@/components/map/legend';
import type { Display } from '@/lib/image/display';

/** Saves frames that are on the page as one PNG, `columns` side by side, as they are shown. */
export function useDownload(): (
  display: Display,
  figure: { frames: readonly HTMLElement[]; columns: number; title: string; name: string; explainer?: string },
) => Promise<void> {
  const t = useTranslations('saliency');
  const legend = useLegend();
  const toast = useToast();
  return async (display, { name, explainer, ...figure }) => {
    const { drawFigure, save } = await import('@/components/map/figure');
    try {
      const words = legend(display, explainer);
      save(await drawFigure({ ...figure, legend: words, ramp: rampOf(display.colour) }), `${name}.png`);
    } catch (error) {
      toast(t('downloadFailed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
}
