import type { ReactNode } from 'react';
import { ParsedFallback } from './parsed-fallback';

/**
 * Passes the data that the server has read for the first render to SWR, by API URL. It is sent to the browser as one string:
 * React processes every value of an object that it sends, and the scores of a thousand labels are fifty thousand values.
 */
export function Fallback({ data, children }: { data: Record<string, unknown>; children: ReactNode }) {
  return <ParsedFallback json={JSON.stringify(data)}>{children}</ParsedFallback>;
}
