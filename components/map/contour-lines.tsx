'use client';

import { type CSSProperties, useEffect, useRef } from 'react';
import type { AttributionRange } from '@/lib/image/scale';
import { useShown } from './display';
import type { Heatmap } from './levels';

/** Lines are drawn at this multiple of the screen resolution, so that they stay sharp when zoomed in. */
const FINER = 2;

interface Props {
  heatmap: Heatmap;
  /** The attributions of its levels; null if they were not recorded. */
  range: AttributionRange | null;
  fit: CSSProperties | undefined;
}

/** The contour lines of a map, if they are switched on. Drawn once: they do not depend on the colours of the map. */
export function Contours({ heatmap, range, fit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isOn = useShown(({ current }) => current.contours);
  const sign = useShown(({ current }) => current.sign);

  useEffect(() => {
    const element = canvas.current;
    if (!isOn || !element) return;
    let isCurrent = true;
    void import('./contours').then(async ({ contoursOf, drawContours }) => {
      const path = await contoursOf(heatmap, range, sign);
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
  }, [isOn, heatmap, range, sign]);

  if (!isOn) return null;
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
