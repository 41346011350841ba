'use client';

import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { Notice } from '@/components/kit/notice';
import { DisplayProvider } from '@/components/map/display';
import { Original } from '@/components/map/original';
import { LabelChip } from '@/components/saliency/label-chip';
import { MapStrip } from '@/components/saliency/map-strip';
import { SampleGrid } from '@/components/saliency/sample-grid';
import { SampleMenu } from '@/components/saliency/sample-menu';
import type { SampleAnswer, SampleJson } from '@/lib/api/answers';
import { displayOf, displayParams } from '@/lib/api/search-params';
import { api, pages } from '@/lib/api/urls';

/** One sample: a row for each of its labels, the map of every explainer side by side. */
export function SampleView({ jobKey, id }: { jobKey: string; id: number }) {
  const t = useTranslations('saliency');
  const { data: job } = useJob(jobKey);
  const [display] = useQueryStates(displayParams);
  const { data, error } = useSWR<SampleAnswer, Error>(api.sample(jobKey, id), { refreshInterval: refreshAfter });
  if (error && !data) return <Notice isPage isError title={t('notFound', { id })} detail={error.message} />;
  if (!job || !data) return null;
  const { sample } = data;
  const explainers = job.explainerNames.map((_, index) => index);
  const rows: (SampleJson['labels'][number] | null)[] = sample.labels.length > 0 ? sample.labels : [null];
  return (
    <DisplayProvider display={displayOf(display)}>
      <div style={{ '--map': '20rem' }}>
        <div className="flex h-12 items-center gap-3 border-line border-b bg-panel px-5 max-wide:px-3">
          <Link
            href={pages.saliency(jobKey)}
            className="inline-flex shrink-0 items-center gap-1 whitespace-nowrap text-muted hover:text-ink"
          >
            <ChevronLeft size={14} aria-hidden />
            {t('allSamples')}
          </Link>
          <h1 className="whitespace-nowrap font-semibold">
            {t('sample')} {id}
          </h1>
          <SampleMenu job={job} sample={sample} label={sample.labels[0]?.id ?? null} />
          <span className="ml-auto truncate text-muted text-small max-wide:hidden" title={sample.imagePath}>
            {sample.imagePath}
          </span>
        </div>
        <SampleGrid job={job} explainers={explainers}>
          {rows.map((label, index) => (
            <li
              key={label?.id ?? 'none'}
              data-row
              className="grid grid-cols-subgrid gap-y-2 border-line border-b py-2.5 wide:col-span-full wide:-mx-5 wide:px-5 max-wide:grid-cols-[8rem_1fr] max-wide:gap-x-3 max-wide:px-3"
            >
              <div>
                {index === 0 && (
                  <Original src={api.original(jobKey, job.generation ?? '-', id)} alt={t('original', { id })} />
                )}
              </div>
              <div className="min-w-0">
                {label ? (
                  <LabelChip label={label} threshold={job.threshold} />
                ) : (
                  <span className="pl-2.5 text-muted">{t('noLabels')}</span>
                )}
              </div>
              <MapStrip job={job} sample={sample} explainers={explainers} label={label?.id ?? null} />
            </li>
          ))}
        </SampleGrid>
      </div>
    </DisplayProvider>
  );
}
