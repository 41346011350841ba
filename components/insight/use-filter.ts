'use client';

import { useQueryStates } from 'nuqs';
import { insightParams } from '@/lib/api/insight-params';
import { type FilterState, filterParams } from '@/lib/api/search-params';

/** The filter and the order of explainers that all insight views share, in the URL. */
export function useInsightFilter() {
  return useQueryStates(insightParams, { history: 'push' });
}

type Part = Exclude<keyof FilterState, 'measure' | 'mapsOf'>;

/** The parts of the filter; the explainer and the measure that ranges are of match everything by themselves. */
const PARTS = (Object.keys(filterParams) as (keyof FilterState)[]).filter(
  (part): part is Part => part !== 'measure' && part !== 'mapsOf',
);

/** The parts of the filter that are set. */
export function filterParts(state: FilterState): Part[] {
  return PARTS.filter((part) => {
    const value = state[part];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
}

/** A change that clears all parts of the filter. */
export const NO_FILTER = Object.fromEntries(PARTS.map((part) => [part, null])) as { [P in Part]: null };
