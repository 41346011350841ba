'use client';

import { useEffect, useRef, useState } from 'react';
import { errorOf, FetchError } from '@/components/kit/fetch-error';
import { fileName, save } from '@/components/kit/save';
import { readFrames, TableBrokenError } from '@/lib/api/table-frames';

/** How far an export is. */
export type Export =
  | { kind: 'none' }
  /** Entries done and in all; bytes received. */
  | { kind: 'running'; done: number; total: number; bytes: number }
  | { kind: 'saved'; name: string; bytes: number }
  /** The error is null if the connection broke. */
  | { kind: 'failed'; error: FetchError | null };

/** Time between two updates of the progress, milliseconds. */
const UPDATE_MS = 100;

/** What is received is put together from so many bytes on: the browser may then keep it on disk. */
const PIECE_BYTES = 4 * 2 ** 20;

/** Exports a table: receives its file with the progress, and lets the browser save it. */
export function useExport() {
  const [state, setState] = useState<Export>({ kind: 'none' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  /** `address` of the table with its query, `name` of the file. */
  const start = async (address: string, name: string) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setState({ kind: 'running', done: 0, total: 0, bytes: 0 });
    try {
      const file = await receive(address, control.signal, (progress) => setState({ kind: 'running', ...progress }));
      save(file, fileName(name));
      setState({ kind: 'saved', name: fileName(name), bytes: file.size });
    } catch (error) {
      if (control.signal.aborted) return;
      setState({ kind: 'failed', error: knownError(error) });
    }
  };

  const cancel = () => {
    running.current?.abort();
    setState({ kind: 'none' });
  };

  return { state, start, cancel };
}

/** The error of a server that says what is wrong; null if the connection broke. */
function knownError(error: unknown): FetchError | null {
  if (error instanceof TableBrokenError && error.problem) return new FetchError(error.problem.status, error.problem);
  return error instanceof FetchError ? error : null;
}

/** The file at an address. Throws FetchError, TableBrokenError, and what `fetch` throws. */
async function receive(
  address: string,
  signal: AbortSignal,
  onProgress: (progress: { done: number; total: number; bytes: number }) => void,
): Promise<Blob> {
  const response = await fetch(`${address}${address.includes('?') ? '&' : '?'}progress=true`, { signal });
  if (!response.ok || response.body === null) throw await errorOf(response);
  const pieces: Blob[] = [];
  let waiting: BlobPart[] = [];
  let size = 0;
  let received = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  for await (const { bytes, done, total } of readFrames(response.body)) {
    waiting.push(bytes);
    size += bytes.length;
    received += bytes.length;
    if (size >= PIECE_BYTES) {
      pieces.push(new Blob(waiting));
      waiting = [];
      size = 0;
    }
    if (performance.now() - shownAt < UPDATE_MS) continue;
    shownAt = performance.now();
    onProgress({ done, total, bytes: received });
  }
  return new Blob([...pieces, ...waiting]);
}
