'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** Pictures this far outside the window are loaded already. */
const MARGIN = '600px';

/** Whether an element is, or ever was, near the window. */
export function useInView(): [RefObject<HTMLDivElement | null>, boolean] {
  const element = useRef<HTMLDivElement>(null);
  const [isInView, setInView] = useState(false);
  useEffect(() => {
    if (isInView || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setInView(true),
      {
        rootMargin: MARGIN,
      },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isInView]);
  return [element, isInView];
}
