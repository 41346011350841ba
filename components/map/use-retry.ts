'use client';

import { useCallback, useEffect, useState } from 'react';

const FIRST_MS = 3_000;
const LAST_MS = 60_000;

/**
 * Counts the attempts to load from a URL: each `fail` leads to another attempt, after 3 s, 6 s, 12 s, … up to a minute, so that
 * a file that was not written yet, or a server that did not respond, needs no reload. `retry` starts the next attempt at once.
 */
export function useRetry(address: string): { attempt: number; fail(): void; retry(): void } {
  const [state, setState] = useState({ address, attempt: 0, hasFailed: false });
  const current = state.address === address ? state : { address, attempt: 0, hasFailed: false };
  const { attempt, hasFailed } = current;
  useEffect(() => {
    if (!hasFailed) return;
    const timer = setTimeout(
      () => setState({ address, attempt: attempt + 1, hasFailed: false }),
      Math.min(LAST_MS, FIRST_MS * 2 ** attempt),
    );
    return () => clearTimeout(timer);
  }, [address, attempt, hasFailed]);
  const fail = useCallback(() => setState({ address, attempt, hasFailed: true }), [address, attempt]);
  const retry = useCallback(() => setState({ address, attempt: attempt + 1, hasFailed: false }), [address, attempt]);
  return { attempt, fail, retry };
}
