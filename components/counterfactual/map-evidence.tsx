'use client';

import { useQueryStates } from 'nuqs';
import { EvidenceBars } from '@/components/insight/sample/evidence-bars';
import { useSampleInsight } from '@/components/insight/sample/use-sample-insight';
import { counterfactualParams } from '@/lib/api/counterfactual-params';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  label: number;
}

/** How much of each explainer's map lies inside the boxes of the last layer. */
export function MapEvidence({ job, sample, label }: Props) {
  const [order] = useQueryStates(counterfactualParams);
  const insight = useSampleInsight(job.key, sample.id, label);
  return (
    <EvidenceBars
      job={job}
      label={sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`}
      insight={insight}
      explainers={orderedExplainers(job.explainerNames, order)}
    />
  );
}
