'use client';

import { type RefObject, useEffect, useRef } from 'react';
import type { Heatmap } from './levels';
import { onZoom, zoomOf } from './zoom';

/**
 * Keeps in `size` how many CSS pixels a recorded pixel of a heatmap that is fitted into `element` takes, zoom included.
 * It causes no render.
 *
 * @param onChange called whenever the size has changed
 */
export function usePixelSize(
  size: RefObject<number>,
  element: RefObject<HTMLElement | null>,
  heatmap: Heatmap | null,
  onChange: () => void,
): void {
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    const frame = element.current;
    if (!frame || !heatmap) return;
    const measure = () => {
      const fit = Math.min(frame.clientWidth / heatmap.width, frame.clientHeight / heatmap.height);
      // A frame without layout has no size.
      const next = fit * zoomOf(frame) || 1;
      if (next === size.current) return;
      size.current = next;
      latest.current();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    const ignoreZoom = onZoom((target) => target.contains(frame) && measure());
    return () => {
      observer.disconnect();
      ignoreZoom();
    };
  }, [size, element, heatmap]);
}
