'use client';

import { useTranslations } from 'use-intl';
import { MarksOf } from '@/components/marks/marks-of';
import { LabelChip } from '@/components/saliency/label-chip';
import type { ShownLabel } from '@/components/saliency/labels';
import type { ComparedSample } from '@/lib/api/compare-answers';

interface Props {
  side: 'a' | 'b';
  /** Key of the job. */
  jobKey: string;
  name: string;
  sample: ComparedSample['a'];
  threshold: number;
}

/** The label of a compared sample in one of the jobs: type, probability with threshold and interval, and the most probable label, its marks and its note. */
export function ComparedLabel({ side, jobKey, name, sample: { label, sample, top }, threshold }: Props) {
  const t = useTranslations('compare');
  const own: ShownLabel | undefined =
    sample.labels.find(({ id }) => id === label) ?? runnerUpOf(sample.runnersUp.find((each) => each.name === name));
  return (
    <div className="min-w-0" data-sample={sample.id} data-job={jobKey}>
      <div className="flex items-start gap-x-1">
        <span className="w-3 shrink-0 pt-2 text-muted">{side.toUpperCase()}</span>
        <div className="min-w-0 flex-1">
          {own ? (
            <LabelChip label={own} threshold={threshold} />
          ) : (
            <p className="px-2.5 pt-2 text-muted">{name === '' ? t('noCommonLabel') : t('noLabelHere', { name })}</p>
          )}
        </div>
      </div>
      <p className="truncate pl-6.5 text-muted text-small" title={top ? `${top.name} ${top.confidence}` : undefined}>
        {top ? t('topIs', { name: top.name }) : t('topUnknown')}
      </p>
      <div className="pl-6">
        <MarksOf sample={sample} jobKey={jobKey} />
      </div>
    </div>
  );
}

/** A runner-up in the form of a label: it has no type, and is neither ground truth nor predicted. */
function runnerUpOf(label: ComparedSample['a']['sample']['runnersUp'][number] | undefined): ShownLabel | undefined {
  return label && { ...label, type: null, isTruth: false, isPredicted: false };
}
