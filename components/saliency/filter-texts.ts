'use client';

import { useFormatter, useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FilterState } from '@/lib/api/search-params';

/** A part of the filter in words. */
export interface FilterText {
  part: keyof FilterState;
  text: string;
}

/** The parts of the filter that are set, but for labels, types and confidence, which have controls of their own. */
export function useFilterTexts(
  { explainerNames, labelCounts }: Pick<JobAnswer, 'explainerNames' | 'labelCounts'>,
  state: FilterState,
): FilterText[] {
  const t = useTranslations('filter');
  const format = useFormatter();
  const nameOf = (label: number) => labelCounts.find(({ id }) => id === label)?.name ?? `#${label}`;
  const decimals = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3, signDisplay: 'negative' });
  const { truth, predicted, interval, samples, marks, notes, region, mapsOf, measure } = state;
  const texts: FilterText[] = [];
  if (truth !== null) texts.push({ part: 'truth', text: t('truthIs', { label: nameOf(truth) }) });
  if (predicted === 'none') texts.push({ part: 'predicted', text: t('predictedNothing') });
  else if (predicted !== null) texts.push({ part: 'predicted', text: t('predictedIs', { label: nameOf(predicted) }) });
  if (samples) texts.push({ part: 'samples', text: t('samplesAre', { count: samples.length }) });
  if (marks.length > 0) texts.push({ part: 'marks', text: t('marksAre', { names: marks.join(', ') }) });
  if (notes) texts.push({ part: 'notes', text: t('withNote') });
  if (region)
    texts.push({ part: 'region', text: t('regionOf', { explainer: explainerNames[region.explainer] ?? '?' }) });
  if (interval.length > 0)
    texts.push({ part: 'interval', text: interval.map((place) => t(`interval.${place}`)).join(' · ') });
  for (const part of ['uncertainty', 'margin', 'agreement', 'evidence', 'border', 'spread'] as const) {
    const range = state[part];
    if (range === null) continue;
    const what = part === 'agreement' ? t(`agreementAs.${measure}`) : t(part);
    texts.push({ part, text: `${what} ${range.map(decimals).join('–').replaceAll('-', '−')}` });
  }
  if (mapsOf !== null) texts.push({ part: 'mapsOf', text: t('mapsOf', { explainer: mapsOf }) });
  return texts;
}
