'use client';

import { type CSSProperties, useEffect, useRef } from 'react';
import type { AttributionRange } from '@/lib/image/scale';
import { contoursOf, drawContours } from './contours';
import { useShown } from './display';
import type { Heatmap } from './levels';

/** Lines are drawn at this multiple of the screen resolution, so that they stay sharp when zoomed in. */
const FINER = 2;

export interface ContourProps {
  heatmap: Heatmap;
  /** The attributions of its levels; null if they were not recorded. */
  range: AttributionRange | null;
  fit: CSSProperties | undefined;
}

/** The contour lines of a map. Drawn once: they do not depend on the colours of the map. */
export function ContourCanvas({ heatmap, range, fit }: ContourProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const sign = useShown(({ current }) => current.sign);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let isCurrent = true;
    void contoursOf(heatmap, range, sign).then((path) => {
      if (!isCurrent) return;
      const density = devicePixelRatio * FINER;
      const scale = Math.max(1, (element.clientWidth * density) / Math.max(heatmap.width, heatmap.height));
      element.width = Math.round(heatmap.width * scale);
      element.height = Math.round(heatmap.height * scale);
      const context = element.getContext('2d');
      if (context) drawContours(context, path, scale, density);
      element.dataset.contours = 'drawn';
    });
    return () => {
      isCurrent = false;
    };
  }, [heatmap, range, sign]);

  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-contours="waiting"
      className="pointer-events-none absolute inset-0 m-auto size-full object-contain"
      style={{ ...fit, imageRendering: undefined }}
    />
  );
}
