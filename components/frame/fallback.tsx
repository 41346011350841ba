import type { ReactNode } from 'react';
import { ParsedFallback } from './parsed-fallback';

/** Longer answers are left out, in characters of JSON: the view asks for them itself, and the server does not render them. */
export const MAX_LENGTH = 300_000;

/**
 * Passes the data that the server has read for the first render to SWR: answers as JSON, by API URL. It is sent to the browser as one
 * string: React processes every value of an object that it sends, and the scores of a thousand labels are fifty thousand values.
 */
export function Fallback({ data, children }: { data: Record<string, string | null | undefined>; children: ReactNode }) {
  const answers = Object.entries(data).flatMap(([url, json]) =>
    json == null || json.length > MAX_LENGTH ? [] : `${JSON.stringify(url)}:${json}`,
  );
  return <ParsedFallback json={`{${answers.join(',')}}`}>{children}</ParsedFallback>;
}
