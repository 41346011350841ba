'use client';

import { useTranslations } from 'use-intl';
import type { LabelCount } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';
import { FilterChip } from './filter-chip';

interface Props {
  labels: readonly LabelCount[];
  state: Pick<SaliencyState, 'truth' | 'predicted'>;
  onClear(part: 'truth' | 'predicted'): void;
}

/** The filter by ground truth and prediction that the confusion view sets: each part can be removed. */
export function PairChips({ labels, state: { truth, predicted }, onClear }: Props) {
  const t = useTranslations('filter');
  const nameOf = (label: number) => labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  return (
    <>
      {truth !== null && <FilterChip text={t('truthIs', { label: nameOf(truth) })} onClear={() => onClear('truth')} />}
      {predicted !== null && (
        <FilterChip
          text={predicted === 'none' ? t('predictedNothing') : t('predictedIs', { label: nameOf(predicted) })}
          onClear={() => onClear('predicted')}
        />
      )}
    </>
  );
}
