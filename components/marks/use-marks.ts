'use client';

import { useEffect, useRef } from 'react';
import useSWR, { useSWRConfig } from 'swr';
import type { MarksAnswer } from '@/lib/api/mark-answers';
import { api } from '@/lib/api/urls';

const DEFAULT_SECONDS = 3;

/** All marks, and whether anything can be written. */
export function useMarks() {
  return useSWR<MarksAnswer, Error>(api.marks());
}

/** The answers that show marks, notes or flags. */
const ABOUT_MARKS = /\/api\/(jobs($|\?)|views|compare\/samples|jobs\/[^/]+\/(samples|facets|marks|notes|insight))/;

/** Requests the displayed answers about marks again. */
export function useRenewal(): () => Promise<unknown> {
  const { mutate } = useSWRConfig();
  return () => Promise.all([mutate(api.marks()), mutate((key) => typeof key === 'string' && ABOUT_MARKS.test(key))]);
}

/** Notices what others write, within a reload interval, and renews what is shown. */
export function useFreshMarks(): void {
  const { data } = useSWR<MarksAnswer, Error>(api.marks(), {
    refreshInterval: (latest) => 1000 * (latest?.reloadInterval || DEFAULT_SECONDS),
  });
  const renew = useRenewal();
  const seen = useRef<number | undefined>(undefined);
  const version = data?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new version is a reason to renew
  useEffect(() => {
    if (version !== undefined && seen.current !== undefined && seen.current !== version) void renew();
    seen.current = version;
  }, [version]);
}
