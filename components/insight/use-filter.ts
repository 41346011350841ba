'use client';

import { useQueryStates } from 'nuqs';
import { insightParams } from '@/lib/api/insight-params';
import type { FilterState } from '@/lib/api/search-params';

/** The filter and the order of explainers that all insight views share, in the URL. */
export function useInsightFilter() {
  return useQueryStates(insightParams, { history: 'push' });
}

const PARTS = ['labels', 'types', 'truth', 'predicted', 'confidence', 'uncertainty'] as const;

/** The parts of the filter that are set. */
export function filterParts(state: FilterState): (typeof PARTS)[number][] {
  return PARTS.filter((part) => {
    const value = state[part];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
}

/** A change that clears all parts of the filter. */
export const NO_FILTER = {
  labels: null,
  types: null,
  truth: null,
  predicted: null,
  confidence: null,
  uncertainty: null,
};
