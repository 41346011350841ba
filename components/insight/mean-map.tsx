'use client';

import { type AriaAttributes, useEffect, useMemo, useRef } from 'react';
import { GRID } from '@/lib/api/region';
import { colourTable } from '@/lib/image/colour-map';
import { CELLS, cellsOf } from './mean-map-cells';

interface Props {
  /** The 256 cells, base64; null without maps. */
  cells: string | null;
  /** The accessible name; empty if the map is described beside it. */
  alt: string;
  className?: string;
}

/** A mean map in inferno: its cells as squares, because nothing finer was counted. It fills its frame. */
export function MeanMap({ cells, alt, className = '' }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const levels = useMemo(() => (cells === null ? null : cellsOf(cells)), [cells]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !levels) return;
    const image = new ImageData(GRID, GRID);
    const pixels = new Uint32Array(image.data.buffer);
    const colours = colourTable('inferno');
    for (let cell = 0; cell < CELLS; cell++) pixels[cell] = colours[levels[cell]];
    context.putImageData(image, 0, 0);
  }, [levels]);
  if (levels === null)
    return (
      <span
        {...namedBy(alt)}
        className={`grid place-items-center rounded-md border border-line border-dashed text-muted ${className}`}
      >
        –
      </span>
    );
  return (
    <canvas
      ref={canvas}
      width={GRID}
      height={GRID}
      {...namedBy(alt)}
      className={`block rounded-[3px] [image-rendering:pixelated] ${className}`}
    />
  );
}

function namedBy(alt: string): AriaAttributes & { role?: 'img' } {
  return alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt };
}
