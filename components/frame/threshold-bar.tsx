'use client';

import { RotateCcw, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import type { ThresholdsAnswer } from '@/lib/api/evaluation-answers';
import { formatThreshold, nearestThreshold } from '@/lib/api/threshold';
import { api } from '@/lib/api/urls';
import { ThresholdCounts } from './threshold-counts';
import { ThresholdField } from './threshold-field';
import { ThresholdSlider } from './threshold-slider';
import { refreshAfter, useJob } from './use-job';
import { useSetThreshold } from './use-threshold';

/** The views are counted again once the threshold rests for this long, milliseconds; the counts of the bar follow at once. */
const REST_MS = 250;

interface Props {
  jobKey: string;
  /** The threshold in the URL. */
  value: number;
  /** Whether the slider gets the focus, because the bar was just switched on. */
  takesFocus: boolean;
}

/** The live threshold: a slider, a field, the recorded threshold, and what the job counts under it. */
export function ThresholdBar({ jobKey, value, takesFocus }: Props) {
  const t = useTranslations('threshold');
  const { data: job } = useJob(jobKey);
  const { data, error, mutate } = useSWR<ThresholdsAnswer, Error>(api.thresholds(jobKey), {
    refreshInterval: refreshAfter,
  });
  const { shown, move, set } = useMovingThreshold(value);
  if (!job) return null;
  const recorded = nearestThreshold(job.threshold);
  return (
    <section
      aria-label={t('label')}
      onKeyDown={({ key, target }) => {
        if (key === 't' && target instanceof HTMLInputElement && target.type === 'range') set(null, 'push');
      }}
      className="relative flex min-h-11 flex-wrap items-center gap-x-5 gap-y-1 border-line border-b bg-panel py-1.5 pr-20 pl-5 max-wide:pr-16 max-wide:pl-3"
    >
      <div className="flex min-w-0 flex-[0_1_28rem] items-center gap-x-3 max-mid:basis-full">
        <ThresholdSlider
          value={shown}
          recorded={job.threshold}
          openSamples={data?.openSamples}
          takesFocus={takesFocus}
          onChange={move}
        />
        <ThresholdField value={shown} onChange={move} />
      </div>
      <Button
        look="ghost"
        title={t('reset')}
        isDisabled={shown === recorded}
        className="text-muted"
        aria-label={`${t('recorded', { value: formatThreshold(recorded) })}. ${t('reset')}`}
        onPress={() => set(recorded)}
      >
        {t('recorded', { value: formatThreshold(recorded) })}
        <RotateCcw size={12} aria-hidden />
      </Button>
      <ThresholdCounts counts={data} error={error} value={shown} onRetry={() => mutate()} />
      <span className="absolute top-1.5 right-5 flex items-center gap-1 max-wide:right-2">
        <Help topic="threshold" />
        <Button look="ghost" isSquare title={t('off')} onPress={() => set(null, 'push')}>
          <X size={14} aria-hidden />
        </Button>
      </span>
    </section>
  );
}

/** The threshold as shown, which reaches the URL once it rests. */
function useMovingThreshold(value: number) {
  const setThreshold = useSetThreshold();
  const [moving, setMoving] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: number | null, history?: 'push' | 'replace') => {
    clearTimeout(timer.current);
    setMoving(null);
    setThreshold(next, history);
  };
  const latest = useRef(set);
  useEffect(() => {
    latest.current = set;
  });
  const move = (next: number) => {
    clearTimeout(timer.current);
    setMoving(next);
    timer.current = setTimeout(() => latest.current(next), REST_MS);
  };
  return { shown: moving ?? value, move, set };
}
