'use client';

import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { GRID, type Region } from '@/lib/api/region';
import { MeanMap } from '../mean-map';
import { FIRST_REGION, type PicturePoint, regionAfterKey, regionBetween } from './region-steps';

interface Props {
  cells: string;
  /** The accessible name of the map. */
  alt: string;
  region: Region | null;
  /** Called once a region has been drawn or changed; null if it was removed. */
  onChange(region: Region | null): void;
}

const percent = (cells: number): string => `${(100 * cells) / GRID}%`;

/** A large mean map on which a rectangle of cells can be drawn, or moved and resized by keyboard. */
export function RegionBrush({ cells, alt, region, onChange }: Props) {
  const t = useTranslations('insight.classes');
  const help = useId();
  const [drag, setDrag] = useState<{ from: PicturePoint; to: PicturePoint } | null>(null);
  const shown = drag ? regionBetween(drag.from, drag.to) : region;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && region) onChange(null);
    const next = regionAfterKey(region ?? FIRST_REGION, event.key, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    onChange(region ? next : FIRST_REGION);
  };
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the region
      tabIndex={0}
      role="application"
      aria-label={alt}
      aria-describedby={help}
      className="relative aspect-square w-full cursor-crosshair touch-none select-none overflow-hidden rounded-md"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const from = pointOf(event);
        setDrag({ from, to: from });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: pointOf(event) })}
      onPointerUp={() => {
        if (drag) onChange(regionBetween(drag.from, drag.to));
        setDrag(null);
      }}
      onPointerCancel={() => setDrag(null)}
    >
      <MeanMap cells={cells} alt="" className="size-full" />
      {/* The outer eighth, whose mass is the border. */}
      <span aria-hidden className="absolute inset-[12.5%] border border-white/45 border-dashed" />
      {shown && (
        <span
          aria-hidden
          data-region
          className="absolute border-2 border-accent outline-[100vmax] outline-black/45"
          style={{
            left: percent(shown.x0),
            top: percent(shown.y0),
            width: percent(shown.x1 - shown.x0),
            height: percent(shown.y1 - shown.y0),
          }}
        />
      )}
      <span id={help} className="sr-only">
        {t('brushKeys')}
      </span>
    </div>
  );
}

function pointOf({ currentTarget, clientX, clientY }: PointerEvent): PicturePoint {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { u: (clientX - left) / width, v: (clientY - top) / height };
}
