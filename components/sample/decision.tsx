'use client';

import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { useProbability } from '@/components/kit/format';
import { LabelChip } from '@/components/saliency/label-chip';
import type { ShownLabel } from '@/components/saliency/labels';
import type { JobAnswer } from '@/lib/api/job-answers';
import { isolated } from '@/lib/i18n/isolate';
import { doOverlap, isOutsideInterval } from './deciding-pair';

interface Props {
  job: JobAnswer;
  label: ShownLabel;
  of: 'truth' | 'other';
}

/** The probability of a label and its interval, against the threshold. */
export function Probability({ job, label, of }: Props) {
  const threshold = useThreshold(job);
  const t = useTranslations('sample');
  const probability = useProbability();
  const { confidence, uncertainty } = label;
  const distance = confidence === null ? null : confidence - threshold;
  const isInterval = uncertainty?.low != null && uncertainty.high != null;
  return (
    <div data-decision={of} className="mt-1.5">
      <p className="px-2.5 text-muted text-small">
        {t(of === 'truth' ? 'truthIs' : label.type === 'FP' ? 'predictedIs' : 'runnerUpIs')}
      </p>
      <LabelChip label={label} threshold={threshold} />
      <p className="px-2.5 text-muted text-small">
        {distance === null
          ? t('noProbability')
          : t(distance >= 0 ? 'above' : 'below', { distance: probability(Math.abs(distance)), threshold })}
        {' · '}
        {isInterval
          ? t('interval', { low: probability(uncertainty.low), high: probability(uncertainty.high) })
          : t('noInterval')}
        {isInterval && uncertainty.low !== null && uncertainty.high !== null && (
          <>
            {uncertainty.low < threshold && threshold <= uncertainty.high && ` · ${t('crosses')}`}
            {isOutsideInterval(label) && <strong className="font-normal text-fn"> · {t('outside')}</strong>}
          </>
        )}
      </p>
    </div>
  );
}

/** By how much one label is more probable than the other. */
export function Margin({ truth, other }: { truth: ShownLabel; other: ShownLabel }) {
  const t = useTranslations('sample');
  const probability = useProbability();
  if (truth.confidence === null || other.confidence === null) return null;
  const margin = other.confidence - truth.confidence;
  const [more, less] = margin >= 0 ? [other, truth] : [truth, other];
  const overlap = doOverlap(truth, other);
  return (
    <p className="[overflow-wrap:anywhere]" data-margin>
      {t('margin', { more: isolated(more.name), less: isolated(less.name), margin: probability(Math.abs(margin)) })}
      {overlap !== null && ` ${t(overlap ? 'overlap' : 'noOverlap')}`}
    </p>
  );
}
