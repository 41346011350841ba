'use client';

import { type RefObject, useEffect, useState } from 'react';
import { useKeys } from '@/components/kit/keys';

/**
 * Whether a key is held down. A focused control gets the key instead, unless it is a row in `element` or the button
 * over a map, which do not use it.
 */
export function useHeld(key: string, element: RefObject<HTMLElement | null>): boolean {
  const [isHeld, setHeld] = useState(false);
  useKeys({
    [key]: () => {
      const focused = document.activeElement;
      const isOurs = element.current?.contains(focused) && focused?.matches('[data-row], [data-map] button');
      if (focused !== document.body && !isOurs) return false;
      setHeld(true);
    },
  });
  useEffect(() => {
    const release = () => setHeld(false);
    const onUp = (event: KeyboardEvent) => event.key === key && release();
    document.addEventListener('keyup', onUp);
    window.addEventListener('blur', release);
    return () => {
      document.removeEventListener('keyup', onUp);
      window.removeEventListener('blur', release);
    };
  }, [key]);
  return isHeld;
}
