'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { inARow } from '@/components/kit/in-a-row';
import { useSentence } from '@/components/kit/sentence';
import { TypeMark } from '@/components/saliency/type-mark';
import type { ThresholdsAnswer } from '@/lib/api/evaluation-answers';
import { formatThreshold, THRESHOLD_STEPS } from '@/lib/api/threshold';

interface Props {
  /** Undefined until they are known. */
  counts: ThresholdsAnswer | undefined;
  error: Error | undefined;
  value: number;
  onRetry(): void;
}

const TYPES = ['TP', 'FN', 'FP'] as const;

/** What the whole job counts under a threshold, and why a count is a lower bound. */
export function ThresholdCounts({ counts, error, value, onRetry }: Props) {
  const t = useTranslations('threshold');
  const format = useFormatter();
  const sentence = useSentence();
  if (error && !counts)
    return (
      <p role="alert" className="flex items-center gap-2 text-bad">
        {inARow(t('failed'), sentence(error))}
        <Button onPress={onRetry}>{t('retry')}</Button>
      </p>
    );
  if (counts?.samples === 0) return <p className="text-muted">{t('noTruth')}</p>;
  const k = Math.round(value * THRESHOLD_STEPS);
  const open = counts?.openSamples[k] ?? 0;
  const why = t('lowerBound', { samples: open, all: counts?.samples ?? 0, value: formatThreshold(value) });
  const words = inARow(
    open > 0 ? why : t('exact'),
    counts?.unknown ? t('unknown', { count: counts.unknown }) : '',
    t('ofJob', { samples: counts?.samples ?? 0 }),
  );
  return (
    <>
      <dl aria-busy={!counts} className="flex items-center gap-x-4">
        {TYPES.map((type) => {
          const isLeast = type === 'FP' && open > 0;
          const recorded = counts && t('countRecorded', { count: counts.atRecorded[type] });
          return (
            <div
              key={type}
              className="flex items-center gap-1.5"
              title={[isLeast ? why : '', recorded].join('\n').trim()}
            >
              <dt>
                <TypeMark type={type} />
              </dt>
              <dd data-count={type} className="min-w-[3ch]">
                {counts ? `${isLeast ? '≥ ' : ''}${format.number(counts[type][k])}` : '–'}
              </dd>
            </div>
          );
        })}
      </dl>
      {/* Two lines, so that the bar keeps its height while the threshold moves; the reason comes first, because what has no room is cut. */}
      <div className="flex min-h-8 min-w-0 flex-[1_1_16rem] items-center max-mid:basis-full">
        <p title={counts && words} className="text-muted text-small leading-4 mid:line-clamp-2">
          {counts && words}
        </p>
      </div>
    </>
  );
}
