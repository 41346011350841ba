'use client';

import { useTranslations } from 'use-intl';
import { fileName, save } from '@/components/kit/save';
import { useToast } from '@/components/kit/toast';
import type { FigureFormat } from '@/components/map/drawing';
import { drawFigure } from '@/components/map/figure';
import type { WantedFigure } from '@/components/map/figure-button';
import { FigureMenu } from '@/components/map/figure-menu';
import { rampOf } from '@/components/map/scale-marks';

interface Props extends WantedFigure {
  /** Title of the figure, and base name of the file. */
  name: string;
  /** Number of explainers. */
  columns: number;
}

/** Saves the mean maps of the page as a figure: a row for each label, a column for each explainer. */
export function ClassFigure({ name, columns, ...wanted }: Props) {
  const t = useTranslations('insight.classes');
  const inSaliency = useTranslations('saliency');
  const toast = useToast();
  const draw = async (format: FigureFormat) => {
    const frames = [...document.querySelectorAll<HTMLElement>('table [data-frame]')];
    const ramp = rampOf({ colour: 'inferno', diverging: 'photo' }, false);
    const bars = [{ title: '', ramp, marks: ['0', 'max'] }];
    try {
      const figure = await drawFigure({ frames, columns, title: name, legend: t('figureLegend'), bars }, format);
      save(figure, `${fileName(name)}.${format}`);
    } catch (error) {
      toast(inSaliency('downloadFailed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  return <FigureMenu {...wanted} title={t('figure')} onSave={(format) => void draw(format)} />;
}
