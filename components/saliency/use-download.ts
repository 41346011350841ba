'use client';

import { useTranslations } from 'use-intl';
import { useToast } from '@/components/kit/toast';
import { useDisplayStore } from '@/components/map/display';
import type { LegendBar } from '@/components/map/figure';
import { useKindBars } from '@/components/map/legend-bars';
import { axisOf, marksOf, rampOf } from '@/components/map/scale-marks';
import type { ScaleSource } from '@/components/map/shown-maps';
import type { JobAnswer } from '@/lib/api/answers';

interface Wanted {
  frames: readonly HTMLElement[];
  columns: number;
  title: string;
  /** Name of the file. */
  name: string;
  /** The explainer, if there is only one. */
  explainer?: string;
}

/** Saves frames of the page as one PNG, `columns` side by side, as they are shown. */
export function useDownload(job: JobAnswer): (figure: Wanted) => Promise<void> {
  const t = useTranslations('saliency');
  const inDisplay = useTranslations('display');
  const toast = useToast();
  const store = useDisplayStore();
  const barsOf = useKindBars();

  /** The legend bars of scales with known ranges: that of a single map, or those shared by explainers. */
  const legendBars = (frames: readonly HTMLElement[]): LegendBar[] => {
    const display = store.current;
    const sources = scalesOf(frames);
    const numbered = sources.flatMap(({ explainer, address }) => {
      const axis = axisOf(store, { explainer, address });
      const marks = marksOf(axis, display);
      const title = sources.length > 1 ? job.explainerNames[explainer] : '';
      return marks.length > 0 ? { title, marks, ramp: rampOf(display, axis?.isDiverging ?? false) } : [];
    });
    if (numbered.length > 0) return numbered;
    return barsOf(display, store.maps.kindsShown(sources)).map(({ title, ends, isDiverging }) => ({
      ...{ title, marks: ends },
      ramp: rampOf(display, isDiverging),
    }));
  };

  return async ({ name, explainer, ...figure }) => {
    const [{ drawFigure, save }, { legendWords }] = await Promise.all([
      import('@/components/map/figure'),
      import('@/components/map/legend-words'),
    ]);
    try {
      const sources = scalesOf(figure.frames);
      const shown = { kinds: store.maps.kindsShown(sources), hasSpeckled: store.maps.hasSpeckled(sources) };
      const words = legendWords(inDisplay, store.current, shown).map((sentence) => sentence.replace(/[.。]$/, ''));
      const legend = [...(explainer === undefined ? [] : [explainer]), ...words].join(' · ');
      save(await drawFigure({ ...figure, legend, bars: legendBars(figure.frames) }), `${name}.png`);
    } catch (error) {
      toast(t('downloadFailed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
}

/** The sources whose scales the maps in frames use: a single map, or each explainer. */
function scalesOf(frames: readonly HTMLElement[]): ScaleSource[] {
  const maps = frames.flatMap((frame) => frame.closest<HTMLElement>('[data-map]') ?? []);
  if (maps.length === 1) return [{ explainer: Number(maps[0].dataset.explainer), address: maps[0].dataset.map }];
  return [...new Set(maps.map((map) => Number(map.dataset.explainer)))].map((explainer) => ({ explainer }));
}
