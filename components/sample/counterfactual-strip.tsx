'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useLiveThreshold } from '@/components/frame/use-threshold';
import { useProbability } from '@/components/kit/format';
import { Original } from '@/components/map/original';
import { serializeCounterfactualParams } from '@/lib/api/counterfactual-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api, pages } from '@/lib/api/urls';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  counterfactual: SampleJson['counterfactuals'][number];
}

/** The layers of a counterfactual from coarse to fine, each with the probability of the label on its picture. */
export function CounterfactualStrip({ job, sample, counterfactual: { label, layers } }: Props) {
  const t = useTranslations('saliency');
  const threshold = useLiveThreshold();
  const probability = useProbability();
  const name = sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  return (
    <section aria-label={t('counterfactualOf', { label: name })} className="px-5 py-3 max-wide:px-3">
      <h2 className="mb-2 font-medium">
        <Link
          href={serializeCounterfactualParams(pages.counterfactual(job.key), {
            sample: sample.id,
            of: label,
            threshold,
          })}
          prefetch={false}
          className="hover:underline"
        >
          {t('counterfactualOf', { label: name })}
        </Link>
      </h2>
      <ol
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
        tabIndex={0}
        aria-label={t('layersOf', { label: name })}
        className="grid auto-cols-[minmax(10rem,20rem)] grid-flow-col justify-start gap-2.5 overflow-x-auto focus-visible:-outline-offset-2"
      >
        {layers.map(({ confidence }, layer) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer is identified by its index
          <li key={layer} className="min-w-0">
            <Original
              src={api.outcome(job.key, job.generation ?? '-', sample.id, label, layer)}
              alt={t('outcome', { layer: layer + 1, label: name, id: sample.id })}
            />
            <span className="mt-1 flex justify-between text-small">
              <span className="text-muted">{t('layer', { layer: layer + 1 })}</span>
              <span className="font-medium">{probability(confidence)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
