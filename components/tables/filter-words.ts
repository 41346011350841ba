'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { useFilterTexts } from '@/components/saliency/filter-texts';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FilterState } from '@/lib/api/search-params';

/** The whole filter in words, part by part; none if everything matches. */
export function useFilterWords(job: JobAnswer, state: FilterState): string[] {
  const t = useTranslations('filter');
  const format = useFormatter();
  const others = useFilterTexts(job, state).map(({ text }) => text);
  const { labels, types, confidence } = state;
  const words: string[] = [];
  if (labels.length > 0)
    words.push(labels.map((label) => job.labelCounts.find(({ id }) => id === label)?.name ?? `#${label}`).join(', '));
  if (types.length > 0 && types.length < 3) words.push(types.join(', '));
  if (confidence !== null) {
    const bounds = confidence.map((value) => format.number(value, { maximumFractionDigits: 3 }));
    words.push(`${t('confidence')} ${bounds.join('–')}`);
  }
  return [...words, ...others];
}
