'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { Original } from '@/components/map/original';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import { LabelChip } from './label-chip';
import { shownLabels } from './labels';
import { MapStrip } from './map-strip';
import { RunnersUp } from './runners-up';
import { SampleMenu } from './sample-menu';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the explainers that are shown. */
  explainers: readonly number[];
  /** The label whose maps are shown; null where the sample has none yet. */
  chosen: number | null;
  /** Address of the sample's page. */
  href: string;
  onChoose(sample: number, label: number): void;
  onOpen(sample: number, explainer: number): void;
}

/** A sample: its original, its labels, and the map of each explainer for the chosen label. */
export const SampleRow = memo(function SampleRow({ job, sample, explainers, chosen, href, onChoose, onOpen }: Props) {
  const t = useTranslations('saliency');
  const { id, labels } = sample;
  return (
    <li
      data-sample={id}
      data-row
      tabIndex={-1}
      className="grid scroll-mt-24 grid-cols-subgrid gap-y-2 border-line border-b py-2.5 last:border-b-0 wide:col-span-full wide:-mr-2.5 wide:-ml-5 wide:pr-2.5 wide:pl-5 max-wide:grid-cols-[8rem_1fr] max-wide:gap-x-3 max-wide:px-3"
    >
      <div>
        <Link href={href} prefetch={false} className="block rounded-md">
          <Original
            src={api.original(job.key, job.generation ?? '-', id)}
            path={sample.imagePath}
            alt={t('original', { id })}
            caption={t('original', { id })}
          />
        </Link>
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex h-6 items-center justify-between pl-2.5 text-muted text-small">
          <Link href={href} prefetch={false} className="hover:text-ink">
            # {id}
          </Link>
          <SampleMenu job={job} sample={sample} label={chosen} />
        </div>
        {shownLabels(sample).map((label) => (
          <LabelChip
            key={label.id}
            label={label}
            threshold={job.threshold}
            isChosen={label.id === chosen}
            onChoose={() => onChoose(id, label.id)}
          />
        ))}
        <RunnersUp sample={sample} />
        {labels.length === 0 && (
          <span className="pl-2.5 text-muted text-small">
            {t(job.state === 'live' || job.state === 'loading' ? 'waitingLabels' : 'noLabels')}
          </span>
        )}
      </div>
      <MapStrip
        job={job}
        sample={sample}
        explainers={explainers}
        label={chosen}
        onOpen={(explainer) => onOpen(id, explainer)}
      />
    </li>
  );
});
