import { errorOf } from '@/components/kit/fetch-error';
import { REPORT_END, SAMPLE_END } from '@/lib/api/report';

/** The server has broken off in the middle of a report. */
export class CutOffError extends Error {
  override readonly name = 'CutOffError';
}

/** Characters at the end of a part that a mark may begin in. */
const OVERLAP = SAMPLE_END.length - 1;

/**
 * Fetches a report. Rejects with FetchError if the server refuses it, and with CutOffError if it is not complete.
 *
 * @param onSample called with the number of samples received so far
 */
export async function fetchReport(
  address: string,
  onSample: (count: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const response = await fetch(address, { signal });
  if (!response.ok || response.body === null) throw await errorOf(response);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let end = '';
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw signal.aborted ? error : new CutOffError();
    });
    if (done) break;
    parts.push(value);
    const text = end + decoder.decode(value, { stream: true });
    count += text.split(SAMPLE_END).length - 1;
    end = text.slice(-OVERLAP);
    onSample(count);
  }
  if (!end.trimEnd().endsWith(REPORT_END)) throw new CutOffError();
  return new Blob(parts, { type: 'text/html' });
}
