import type { useTranslations } from 'use-intl';
import { save } from '@/components/kit/save';
import type { DisplayStore } from '@/components/map/display';
import type { FigureFormat } from '@/components/map/drawing';
import { drawFigure, type LegendBar } from '@/components/map/figure';
import type { useKindBars } from '@/components/map/legend-bars';
import { legendWords } from '@/components/map/legend-words';
import { axisOf, marksOf, rampOf } from '@/components/map/scale-marks';
import type { ScaleSource } from '@/components/map/shown-maps';
import type { JobAnswer } from '@/lib/api/job-answers';

/** Frames of the page that become one figure. */
export interface Wanted {
  frames: readonly HTMLElement[];
  columns: number;
  title: string;
  /** Name of the file. */
  name: string;
  /** The explainer, if there is only one. */
  explainer?: string;
  format: FigureFormat;
}

/** What the page knows of its maps. */
interface Page {
  job: JobAnswer;
  store: DisplayStore;
  barsOf: ReturnType<typeof useKindBars>;
  inDisplay: ReturnType<typeof useTranslations<'display'>>;
}

/** Saves frames of the page as one figure, `columns` side by side, as they are shown. Rejects if it cannot be drawn. */
export async function saveFigure(page: Page, { name, explainer, format, ...figure }: Wanted): Promise<void> {
  const { store, inDisplay } = page;
  const sources = scalesOf(figure.frames);
  const shown = { kinds: store.maps.kindsShown(sources), hasSpeckled: store.maps.hasSpeckled(sources) };
  const words = legendWords(inDisplay, store.current, shown).map((sentence) => sentence.replace(/[.。]$/, ''));
  const legend = [...(explainer === undefined ? [] : [explainer]), ...words].join(' · ');
  save(await drawFigure({ ...figure, legend, bars: legendBars(page, sources) }, format), `${name}.${format}`);
}

/** The legend bars of scales with known ranges: that of a single map, or those shared by explainers. */
function legendBars({ job, store, barsOf }: Page, sources: readonly ScaleSource[]): LegendBar[] {
  const display = store.current;
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
}

/** The sources whose scales the maps in frames use: a single map, or each explainer. */
function scalesOf(frames: readonly HTMLElement[]): ScaleSource[] {
  const maps = frames.flatMap((frame) => frame.closest<HTMLElement>('[data-map]') ?? []);
  if (maps.length === 1) return [{ explainer: Number(maps[0].dataset.explainer), address: maps[0].dataset.map }];
  return [...new Set(maps.map((map) => Number(map.dataset.explainer)))].map((explainer) => ({ explainer }));
}
