'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** Pictures this far outside the window are already loaded and drawn. */
const MARGIN = '600px';

interface InView {
  element: RefObject<HTMLDivElement | null>;
  /** Whether the element is, or ever was, near the window. */
  wasInView: boolean;
  /** Whether it is near the window now; changes without a render. */
  isNear: RefObject<boolean>;
}

/** Tracks whether an element is near the window; `onNear` is called whenever it comes near. */
export function useInView(onNear: () => void): InView {
  const element = useRef<HTMLDivElement>(null);
  const isNear = useRef(false);
  const [wasInView, setWasInView] = useState(false);
  const latest = useRef(onNear);
  useEffect(() => {
    latest.current = onNear;
  });
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        isNear.current = entry?.isIntersecting ?? false;
        if (!isNear.current) return;
        setWasInView(true);
        latest.current();
      },
      // The second one is for elements scrolled out of view within the page.
      { rootMargin: MARGIN, scrollMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, wasInView, isNear };
}
