import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};

/**
 * Whether React runs in the browser and the page of the server is interactive. What takes long to render waits for it, because all
 * requests share the thread of the server: it takes half a millisecond for a map.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
