'use client';

import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { contoursOf, drawContours } from './contours';
import { useDisplayStore } from './display';
import type { Heatmap } from './levels';

/** Lines are drawn this much finer than the screen, so that they stay fine when the picture is brought nearer. */
const FINER = 2;

/** The contour lines of a map where they are switched on. Drawn once: they do not depend on the map's colours. */
export function Contours({ heatmap, fit }: { heatmap: Heatmap; fit: CSSProperties | undefined }) {
  const store = useDisplayStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isOn, setOn] = useState(store.current.contours);
  useEffect(() => store.subscribe(({ contours }) => setOn(contours)), [store]);

  useEffect(() => {
    const element = canvas.current;
    if (!isOn || !element) return;
    let isCurrent = true;
    void contoursOf(heatmap).then((path) => {
      if (!isCurrent) return;
      const density = devicePixelRatio * FINER;
      const scale = Math.max(1, (element.clientWidth * density) / Math.max(heatmap.width, heatmap.height));
      element.width = Math.round(heatmap.width * scale);
      element.height = Math.round(heatmap.height * scale);
      const context = element.getContext('2d');
      if (context) drawContours(context, path, scale, density);
    });
    return () => {
      isCurrent = false;
    };
  }, [isOn, heatmap]);

  if (!isOn) return null;
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-contours
      className="pointer-events-none absolute inset-0 m-auto size-full object-contain"
      style={{ ...fit, imageRendering: undefined }}
    />
  );
}
