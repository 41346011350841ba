'use client';

import { useQueryStates } from 'nuqs';
import { saliencyParams } from '@/lib/api/search-params';

/** The state of the saliency view in the URL. */
export function useSaliency() {
  return useQueryStates(saliencyParams, { history: 'push' });
}

export type SetSaliency = ReturnType<typeof useSaliency>[1];
