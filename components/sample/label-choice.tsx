'use client';

import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { LabelChip } from '@/components/saliency/label-chip';
import { labelsWithMaps, shownLabels } from '@/components/saliency/labels';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  chosen: number | null;
  onChoose(label: number): void;
}

/** The labels of a sample, side by side; the maps of the chosen one are shown. */
export function LabelChoice({ job, sample, chosen, onChoose }: Props) {
  const t = useTranslations('saliency');
  const threshold = useThreshold(job);
  const labels = shownLabels(sample);
  const mapped = labelsWithMaps(sample);
  if (labels.length === 0) return <p className="text-muted">{t('noLabels')}</p>;
  return (
    <ul aria-label={t('labels')} className="flex max-h-44 min-w-0 flex-wrap gap-1.5 overflow-y-auto">
      {labels.map((label) => (
        <li key={label.id} className="w-52 max-w-full max-mid:w-44">
          <LabelChip
            label={label}
            threshold={threshold}
            isChosen={label.id === chosen}
            lacksMaps={mapped.size > 0 && !mapped.has(label.id)}
            onChoose={labels.length > 1 ? () => onChoose(label.id) : undefined}
          />
        </li>
      ))}
    </ul>
  );
}
