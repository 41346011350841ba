'use client';

import { useCallback, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { LabelChip } from '@/components/saliency/label-chip';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';
import type { Size } from './area';
import { EvidenceCurve } from './evidence-curve';
import { Scrubber } from './scrubber';
import { Stage } from './stage';
import { type Counterfactual, stepNumber, stepsOf } from './steps';
import { StoryHead } from './story-head';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Null where the sample has none. */
  counterfactual: Counterfactual | null;
  /** The step that is asked for; null for the last one. */
  layer: number | null;
  hasBoxes: boolean;
  /** Samples before and after this one on the page. */
  previous?: number;
  next?: number;
  /** The address of what is shown, relative to the server. */
  link: string;
  onSample(sample: number): void;
  onLabel(label: number): void;
  onStep(step: number): void;
  onBoxes(hasBoxes: boolean): void;
}

/** The counterfactual of a sample: the chosen layer large, its probability on a curve, all layers to go through. */
export function Story({ job, sample, counterfactual, layer, hasBoxes, onStep, ...head }: Props) {
  const t = useTranslations('counterfactual');
  const [measured, setMeasured] = useState<{ id: number; size: Size } | null>(null);
  const size = measured?.id === sample.id ? measured.size : null;
  const onSize = useCallback((found: Size) => setMeasured({ id: sample.id, size: found }), [sample.id]);

  const steps = stepsOf(sample, counterfactual ?? { label: -1, mask: '', layers: [] }, size);
  const current = steps[stepNumber(layer, steps.length)];
  return (
    <article aria-label={t('sampleNumber', { id: sample.id })} className="flex flex-col gap-4 p-5 max-wide:p-3">
      <StoryHead {...{ job, sample, counterfactual, current, hasBoxes }} {...head} />
      <div className="flex flex-wrap gap-x-6 gap-y-4">
        <div className="w-full max-w-[min(28rem,max(16rem,100dvh-25rem))] max-wide:max-w-none">
          <Stage {...{ job, sample, counterfactual, steps, current, hasBoxes, size, onSize }} />
        </div>
        <div className="flex min-w-64 flex-1 flex-col gap-4">
          {counterfactual ? (
            <>
              <EvidenceCurve steps={steps} current={current} threshold={job.threshold} onStep={onStep} />
              <Evidence job={job} sample={sample} counterfactual={counterfactual} size={size} />
            </>
          ) : (
            <>
              <p className="text-muted">
                {t(job.state === 'live' || job.state === 'loading' ? 'noneYet' : 'noneOfSample')}
              </p>
              <div className="max-w-56">
                {sample.labels.map((label) => (
                  <LabelChip key={label.id} label={label} threshold={job.threshold} />
                ))}
              </div>
            </>
          )}
        </div>
      </div>
      {counterfactual && <Scrubber {...{ job, sample, counterfactual, steps, current, onStep }} />}
    </article>
  );
}

/** What the last layer says, in a sentence. */
function Evidence({
  job,
  sample,
  counterfactual,
  size,
}: {
  job: JobAnswer;
  sample: SampleJson;
  counterfactual: Counterfactual;
  size: Size | null;
}) {
  const t = useTranslations('counterfactual');
  const probability = useProbability();
  const last = stepsOf(sample, counterfactual, size).at(-1);
  if (!last || last.share === null || last.confidence === null) return null;
  const label = sample.labels.find(({ id }) => id === counterfactual.label)?.name ?? `#${counterfactual.label}`;
  const says = last.confidence >= job.threshold ? 'evidence' : 'noEvidence';
  return (
    <p className="max-w-[26rem]">{t(says, { label, share: last.share, probability: probability(last.confidence) })}</p>
  );
}
