'use client';

import { type PointerEvent, useState } from 'react';
import { drawnTo, isInside, type Point } from './lasso';

interface Options {
  /** Positions of the points, pixels in the element. */
  places: readonly Point[];
  /** Called with the indices of the points in the lasso; not if there are none. */
  onSelect(indices: number[]): void;
  /** Called with the place of a click. */
  onClick(place: Point): void;
}

/** Draws a lasso around points while a pointer is down. `line` is what has been drawn; `handlers` belong to the element. */
export function useLasso({ places, onSelect, onClick }: Options) {
  const [line, setLine] = useState<readonly Point[] | null>(null);
  const end = (place: Point) => {
    if (line === null) return;
    setLine(null);
    if (line.length < 3) return onClick(place);
    const inside = places.flatMap((point, index) => (isInside(line, point) ? [index] : []));
    if (inside.length > 0) onSelect(inside);
  };
  return {
    line,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([placeOf(event)]);
      },
      onPointerMove: (event: PointerEvent) => line && setLine(drawnTo(line, placeOf(event))),
      onPointerUp: (event: PointerEvent) => end(placeOf(event)),
      onPointerCancel: () => setLine(null),
    },
  };
}

function placeOf({ currentTarget, clientX, clientY }: PointerEvent): Point {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
