'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { Original } from '@/components/map/original';
import { MarksOf } from '@/components/marks/marks-of';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { LabelChip } from './label-chip';
import { LabelStack } from './label-stack';
import { labelsWithMaps, shownLabels } from './labels';
import { MapStrip } from './map-strip';
import { LabelsCell, RANGE_LINE, ROW, SampleCell, STACK_WITHIN_PICTURE } from './row-cells';
import { RunnersUp } from './runners-up';
import { SampleMenu } from './sample-menu';
import { type Sorting, useSortValue } from './sort-value';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the visible explainers, in their order. */
  explainers: readonly number[];
  /** What the samples are sorted by. */
  sorting: Sorting;
  /** The label whose maps are shown; null if the sample has none yet. */
  chosen: number | null;
  /** URL of the sample's page. */
  href: string;
  onChoose(sample: number, label: number): void;
  onOpen(sample: number, explainer: number): void;
}

/** A sample: its original, its labels, and the map of each explainer for the selected label. */
export const SampleRow = memo(function SampleRow({
  job,
  sample,
  explainers,
  sorting,
  chosen,
  href,
  onChoose,
  onOpen,
}: Props) {
  const t = useTranslations('saliency');
  const threshold = useThreshold(job);
  const sorted = useSortValue(sorting)(sample);
  const { id, labels } = sample;
  const shown = shownLabels(sample);
  const mapped = labelsWithMaps(sample);
  return (
    <li
      data-sample={id}
      data-row
      tabIndex={-1}
      className={ROW}
      style={sample.maps.some(({ range }) => range !== null) ? RANGE_LINE : undefined}
    >
      <SampleCell>
        <Link href={href} prefetch={false} className="block min-h-6 rounded-md">
          <Original
            src={api.original(job.key, job.generation ?? '-', id)}
            path={sample.imagePath}
            alt={t('original', { id })}
            caption={t('original', { id })}
            on={{ job, sample }}
          />
        </Link>
      </SampleCell>
      <LabelsCell isWithinPicture hasRunnersUp={sample.runnersUp.length > 0}>
        <LabelStack
          count={shown.length}
          className={STACK_WITHIN_PICTURE}
          start={
            <span className="flex h-6 flex-wrap gap-x-2 overflow-hidden whitespace-nowrap">
              <Link href={href} prefetch={false} className="inline-flex h-6 min-w-6 items-center hover:text-ink">
                # {id}
              </Link>
              {sorted ? (
                <span title={sorted.title} className="text-ink leading-6">
                  {sorted.text}
                </span>
              ) : (
                sample.agreement?.rho != null && (
                  <span title={t('agreement')} className="leading-6">
                    {t('rho', { rho: sample.agreement.rho })}
                  </span>
                )
              )}
              <MarksOf sample={sample} />
            </span>
          }
          end={<SampleMenu job={job} sample={sample} explainers={explainers} label={chosen} />}
        >
          {shown.map((label) => (
            <LabelChip
              key={label.id}
              label={label}
              threshold={threshold}
              isChosen={label.id === chosen}
              lacksMaps={mapped.size > 0 && !mapped.has(label.id)}
              onChoose={() => onChoose(id, label.id)}
            />
          ))}
        </LabelStack>
        <RunnersUp sample={sample} />
        {labels.length === 0 && (
          <span className="text-muted text-small mid:pl-2.5">
            {t(job.state === 'live' || job.state === 'loading' ? 'waitingLabels' : 'noLabels')}
          </span>
        )}
      </LabelsCell>
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
