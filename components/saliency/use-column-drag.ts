'use client';

import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import type { Placement } from '@/lib/api/explainer-order';

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
    const waiting = new AbortController();
    const options = { signal: waiting.signal };
    window.addEventListener('pointermove', ({ clientX }) => (x = clientX), options);
    for (const type of ['pointerup', 'pointercancel']) window.addEventListener(type, () => waiting.abort(), options);
    void import('./column-drag').then(({ followDrag }) => {
      if (waiting.signal.aborted || !header.current) return;
      waiting.abort();
      followDrag({
        ...{ header: header.current, explainer, pin, start, x },
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
