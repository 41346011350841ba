'use client';

import { useTranslations } from 'use-intl';
import { EvidenceBars } from '@/components/insight/sample/evidence-bars';
import { SampleMatrix } from '@/components/insight/sample/sample-matrix';
import { useSampleInsight } from '@/components/insight/sample/use-sample-insight';
import type { MeasureName } from '@/lib/api/choices';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { NUMBERS } from './sample-numbers-skeleton';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the explainers, in their order. */
  explainers: readonly number[];
  label: number | null;
  measure: MeasureName;
  onMeasure(measure: MeasureName): void;
  onOpen(on: number, against: number): void;
}

/** What is counted from the maps of the chosen label: mass inside the boxes of its counterfactual, and agreement. */
export function SampleNumbers({ job, sample, explainers, label, measure, onMeasure, onOpen }: Props) {
  const t = useTranslations('insight.sample');
  const insight = useSampleInsight(job.key, sample.id, label);
  const name = sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  return (
    <section aria-labelledby="numbers" className={NUMBERS}>
      <h2 id="numbers" className="sr-only">
        {t('title')}
      </h2>
      {label === null ? (
        <p className="text-muted">{t('noLabel')}</p>
      ) : (
        <>
          <EvidenceBars isFull {...{ job, insight, explainers }} label={name} />
          <SampleMatrix {...{ job, insight, measure, onMeasure }} onOpen={([on, against]) => onOpen(on, against)} />
        </>
      )}
    </section>
  );
}
