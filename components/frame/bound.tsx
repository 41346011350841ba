'use client';

import { useTranslations } from 'use-intl';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { formatThreshold } from '@/lib/api/threshold';

/** How far counts of an answer can be trusted under a live threshold; null or undefined without one. */
export type Trust = FacetsAnswer['atThreshold'] | undefined;

/** Why counts of FP are lower bounds, as a sentence; undefined if they are exact. */
export function useLowerBound(trust: Trust): string | undefined {
  const t = useTranslations('threshold');
  if (!trust?.lowerBound) return undefined;
  return t('least', { samples: trust.openSamples, value: formatThreshold(trust.value) });
}

/** The mark before a number that is a lower bound, or with `isMost` an upper one; `why` is undefined for an exact number. */
export function Bound({ why, isMost = false }: { why: string | undefined; isMost?: boolean }) {
  const t = useTranslations('threshold');
  if (why === undefined) return null;
  return (
    <span title={isMost ? t('most') : why}>
      {isMost ? '≤' : '≥'}
      {'\u202f'}
    </span>
  );
}
