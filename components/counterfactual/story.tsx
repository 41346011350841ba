'use client';

import dynamic from 'next/dynamic';
import { useCallback, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { usePercent, useProbability } from '@/components/kit/format';
import { LabelChip } from '@/components/saliency/label-chip';
import { shownLabels } from '@/components/saliency/labels';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import type { Size } from './area';
import { EvidenceCurve } from './evidence-curve';
import { Scrubber } from './scrubber';
import { Stage } from './stage';
import { type Counterfactual, type Step, stepNumber, stepsOf } from './steps';
import { StoryHead } from './story-head';

/** Loaded after the story itself. */
const MapEvidence = dynamic(() => import('./map-evidence').then(({ MapEvidence }) => MapEvidence), { ssr: false });

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Null if the sample has none. */
  counterfactual: Counterfactual | null;
  /** The selected step; null for the last one. */
  layer: number | null;
  hasBoxes: boolean;
  /** The previous and the next sample on the page. */
  previous?: number;
  next?: number;
  /** The URL of the picture shown, relative to the server. */
  link: string;
  onSample(sample: number): void;
  onLabel(label: number): void;
  onStep(step: number): void;
  onBoxes(hasBoxes: boolean): void;
}

/** The counterfactual of a sample: the selected layer large, the evidence curve, and thumbnails of all layers. */
export function Story({ job, sample, counterfactual, layer, hasBoxes, onStep, ...head }: Props) {
  const t = useTranslations('counterfactual');
  const threshold = useThreshold(job);
  // Size of the original; null if it is missing.
  const [measured, setMeasured] = useState<{ id: number; size: Size | null } | null>(null);
  const isMeasured = measured?.id === sample.id;
  const size = isMeasured ? measured.size : null;
  const isLost = isMeasured && size === null;
  const onSize = useCallback((found: Size | null) => setMeasured({ id: sample.id, size: found }), [sample.id]);

  const steps = stepsOf(sample, counterfactual ?? { label: -1, mask: '', layers: [] }, size);
  const current = steps[stepNumber(layer, steps.length)];
  return (
    <article aria-label={t('sampleNumber', { id: sample.id })} className="flex flex-col gap-4 p-5 max-wide:p-3">
      <StoryHead {...{ job, sample, counterfactual, current, hasBoxes }} {...head} />
      <div className="grid gap-x-6 gap-y-4 wide:grid-cols-[minmax(0,max(16rem,100dvh-28rem))_minmax(20rem,1fr)]">
        <Stage {...{ job, sample, counterfactual, steps, current, hasBoxes, size, onSize }} />
        {counterfactual && (
          <div className="min-w-0 wide:col-span-2">
            <Scrubber {...{ job, sample, counterfactual, steps, current, onStep }} />
          </div>
        )}
        <div className="flex min-w-0 flex-wrap content-start gap-x-8 gap-y-4 wide:col-start-2 wide:row-start-1">
          <div className="flex min-w-0 grow basis-80 flex-col gap-4">
            {!counterfactual ? (
              <NoLayers job={job} sample={sample} />
            ) : isLost ? (
              <p className="text-muted">{t('noSize')}</p>
            ) : (
              <>
                <EvidenceCurve steps={steps} current={current} threshold={threshold} onStep={onStep} />
                <Evidence job={job} sample={sample} label={counterfactual.label} last={steps[steps.length - 1]} />
              </>
            )}
          </div>
          {counterfactual && (
            <div className="min-w-0 grow basis-80">
              <MapEvidence job={job} sample={sample} label={counterfactual.label} />
            </div>
          )}
        </div>
      </div>
    </article>
  );
}

/** A sentence about the last layer. */
function Evidence({ job, sample, label, last }: { job: JobAnswer; sample: SampleJson; label: number; last: Step }) {
  const t = useTranslations('counterfactual');
  const probability = useProbability();
  const percent = usePercent();
  const threshold = useThreshold(job);
  const { share, confidence } = last;
  if (share === null || confidence === null) return null;
  const name = sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  const says = confidence >= threshold ? 'evidence' : 'noEvidence';
  return (
    <p className="max-w-[32rem] [overflow-wrap:anywhere]">
      {t(says, { label: name, share: percent(share), probability: probability(confidence) })}
    </p>
  );
}

/** Shown instead of the curve: why there is none, and the labels of the sample. */
function NoLayers({ job, sample }: { job: JobAnswer; sample: SampleJson }) {
  const t = useTranslations('counterfactual');
  const threshold = useThreshold(job);
  const isGrowing = job.state === 'live' || job.state === 'loading';
  return (
    <>
      <p className="text-muted">{t(isGrowing ? 'noneYet' : 'noneOfSample')}</p>
      <div className="max-w-56">
        {shownLabels(sample).map((label) => (
          <LabelChip key={label.id} label={label} threshold={threshold} />
        ))}
      </div>
    </>
  );
}
