'use client';

import { useQueryStates } from 'nuqs';
import { insightParams } from '@/lib/api/insight-params';

/** The filter and the order of explainers that all insight views share, in the URL. */
export function useInsightFilter() {
  return useQueryStates(insightParams, { history: 'push' });
}
