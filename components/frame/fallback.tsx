import type { ReactNode } from 'react';
import { ParsedFallback } from './parsed-fallback';

/**
 * Hands what the server has read for the first paint to SWR, by address of the API. It goes to the browser as one text:
 * React looks at every single value of an object that it sends, and the scores of a thousand labels are fifty thousand.
 */
export function Fallback({ data, children }: { data: Record<string, unknown>; children: ReactNode }) {
  return <ParsedFallback json={JSON.stringify(data)}>{children}</ParsedFallback>;
}
