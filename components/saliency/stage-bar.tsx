'use client';

import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { MarkButton } from '@/components/marks/mark-button';
import { MarksOf } from '@/components/marks/marks-of';
import type { JobAnswer } from '@/lib/api/job-answers';
import { SampleMenu } from './sample-menu';
import type { StageState } from './use-stage';

/** No second explainer. */
const NONE = -1;

interface Props {
  job: JobAnswer;
  id: number;
  stage: StageState;
  /** Position of the divider, percent of the width. */
  swipe: number;
  onSwipe(swipe: number): void;
  /** What is said about the two maps in swipe. */
  children: ReactNode;
}

/** The controls of the stage. */
export function StageBar({ job, id, stage, swipe, onSwipe, children }: Props) {
  const t = useTranslations('stage');
  const explainers = stage.explainers.map((value) => ({ value, label: job.explainerNames[value] }));
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-panel px-5 py-1.5 max-wide:px-3">
      <span className="inline-flex items-center gap-1">
        <Button isSquare title={t('previous')} isDisabled={!stage.hasPrevious} onPress={stage.showPrevious}>
          <ChevronLeft size={14} aria-hidden />
        </Button>
        <Button isSquare title={t('next')} isDisabled={!stage.hasNext} onPress={stage.showNext}>
          <ChevronRight size={14} aria-hidden />
        </Button>
      </span>
      <h2 className="whitespace-nowrap font-semibold"># {id}</h2>
      <span className="min-w-16 whitespace-nowrap text-muted">
        {stage.rank !== null && t('rank', { rank: stage.rank, total: stage.total })}
      </span>
      <Select label={t('explainer')} value={stage.explainer} options={explainers} onChange={stage.showExplainer} />
      <Select
        label={t('against')}
        value={stage.against ?? NONE}
        options={[
          { value: NONE, label: t('none') },
          ...explainers.map(({ value, label }) => ({ value, label: t('with', { explainer: label }) })),
        ]}
        onChange={(value) => stage.showAgainst(value === NONE ? null : value)}
      />
      {stage.against !== null && <Slider label={t('swipe')} value={swipe} onChange={onSwipe} onChangeEnd={onSwipe} />}
      {children}
      <span className="ml-auto inline-flex items-center gap-1">
        <span data-sample={id} className="inline-flex min-w-0 max-w-60 items-center gap-1">
          {stage.sample && <MarksOf sample={stage.sample} />}
          <MarkButton target={{ sample: id }} />
        </span>
        {stage.sample && (
          <SampleMenu job={job} sample={stage.sample} explainers={stage.explainers} label={stage.label} />
        )}
        <Button isSquare look="ghost" title={t('close')} onPress={stage.close}>
          <X size={16} aria-hidden />
        </Button>
      </span>
    </header>
  );
}
