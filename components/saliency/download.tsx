'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { FigureButton } from '@/components/map/figure-button';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SaliencyState } from '@/lib/api/search-params';

const PageFigure = dynamic(() => import('./page-figure').then(({ PageFigure }) => PageFigure), { ssr: false });

/** Saves the rows of the page, or the wall, as a figure. */
export function Download({ job, state }: { job: JobAnswer; state: SaliencyState }) {
  const t = useTranslations('saliency');
  return (
    <FigureButton title={t(state.layout === 'wall' ? 'downloadWall' : 'downloadPage')}>
      {(wanted) => <PageFigure job={job} state={state} {...wanted} />}
    </FigureButton>
  );
}
