'use client';

import { type ReactNode, useMemo } from 'react';
import { SWRConfig } from 'swr';

/** The client part of `Fallback`. */
export function ParsedFallback({ json, children }: { json: string; children: ReactNode }) {
  const value = useMemo(() => ({ fallback: JSON.parse(json) }), [json]);
  return <SWRConfig value={value}>{children}</SWRConfig>;
}
