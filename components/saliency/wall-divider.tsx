'use client';

import { useLayoutEffect, useRef } from 'react';
import { type Sorting, useDividerText } from './sort-value';

interface Props {
  sorting: Sorting;
  /** Whether some samples have not been surveyed yet. */
  isPartial: boolean;
  /** Distance from the top of the wall, pixels. */
  top: number;
  /** Called with its height and the distance to the next row, pixels, whenever it changes. */
  onHeight(pixels: number): void;
}

/** A divider before the tiles of the samples without the value that the wall is sorted by. */
export function WallDivider({ sorting, isPartial, top, onHeight }: Props) {
  const divider = useRef<HTMLDivElement>(null);
  const text = useDividerText(sorting, isPartial);
  useLayoutEffect(() => {
    const measured = divider.current;
    if (!measured) return;
    const observer = new ResizeObserver(() => onHeight(measured.offsetHeight));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [onHeight]);
  return (
    <div ref={divider} className="absolute inset-x-0 pb-2" style={{ transform: `translateY(${top}px)` }}>
      <p className="-mx-5 bg-well px-5 py-1 text-muted text-small max-wide:-mx-3 max-wide:px-3">{text}</p>
    </div>
  );
}
