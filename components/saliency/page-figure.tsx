'use client';

import { useTranslations } from 'use-intl';
import type { FigureFormat } from '@/components/map/drawing';
import type { WantedFigure } from '@/components/map/figure-button';
import { FigureMenu } from '@/components/map/figure-menu';
import type { JobAnswer } from '@/lib/api/job-answers';
import { explainerOnWall, type SaliencyState } from '@/lib/api/search-params';
import { useDownload } from './use-download';

/** Tiles outside the window are not saved. */
function isInWindow(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

interface Props extends WantedFigure {
  job: JobAnswer;
  state: SaliencyState;
}

/** Saves the pictures as one figure, as they are shown: the rows of the page, or the tiles of the wall that are in the window. */
export function PageFigure({ job, state, ...wanted }: Props) {
  const t = useTranslations('saliency');
  const download = useDownload(job);
  const isWall = state.layout === 'wall';
  const save = (format: FigureFormat) => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-sample] [data-frame]')];
    const frames = isWall ? all.filter(isInWindow) : all;
    const tops = frames.map((frame) => frame.getBoundingClientRect().top);
    const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
    const explainer = isWall ? job.explainerNames[explainerOnWall(job, state)] : undefined;
    void download({ frames, columns, title: job.name, name: job.name, explainer, format });
  };
  return <FigureMenu {...wanted} title={t(isWall ? 'downloadWall' : 'downloadPage')} onSave={save} />;
}
