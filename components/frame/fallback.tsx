'use client';

import type { ReactNode } from 'react';
import { SWRConfig } from 'swr';

/** Hands what the server has read for the first paint to SWR, by address of the API. */
export function Fallback({ data, children }: { data: Record<string, unknown>; children: ReactNode }) {
  return <SWRConfig value={{ fallback: data }}>{children}</SWRConfig>;
}
