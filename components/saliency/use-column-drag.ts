'use client';

import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import type { Placement } from '@/lib/api/explainer-order';

/** A pointer that moves this far drags and does not click, pixels. */
const DRAG_PIXELS = 5;

interface Drag extends Placement {
  explainer: number;
}

/**
 * Lets column headings be dragged by mouse or pen; `drag` gives the position at which the dragged one would be inserted. What follows
 * the pointer is loaded when it is first pressed.
 */
export function useColumnDrag(
  header: RefObject<HTMLDivElement | null>,
  pin: readonly number[],
  onDrop: (explainer: number, placement: Placement) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const hasDragged = useRef(false);

  const onPointerDown = ({ button, pointerType, clientX: start }: ReactPointerEvent, explainer: number) => {
    hasDragged.current = false;
    if (button !== 0 || pointerType === 'touch') return;
    let x = start;
    let isReleased = false;
    const waiting = new AbortController();
    const options = { signal: waiting.signal };
    const onMove = ({ clientX }: PointerEvent) => {
      if (isReleased) return;
      x = clientX;
      if (Math.abs(x - start) >= DRAG_PIXELS) hasDragged.current = true;
    };
    window.addEventListener('pointermove', onMove, options);
    window.addEventListener('pointerup', () => (isReleased = true), options);
    window.addEventListener('pointercancel', () => waiting.abort(), options);
    void import('./column-drag').then(({ followDrag }) => {
      if (waiting.signal.aborted || !header.current) return;
      waiting.abort();
      followDrag({
        ...{ header: header.current, explainer, pin, start, x, isReleased },
        onMove(placement) {
          if (placement !== null) hasDragged.current = true;
          setDrag(placement && { explainer, ...placement });
        },
        onDrop: (placement) => onDrop(explainer, placement),
      });
    });
  };
  /** Whether the last press of the pointer was a drag, so that the following click is ignored. */
  return { drag, onPointerDown, wasDragged: () => hasDragged.current };
}
