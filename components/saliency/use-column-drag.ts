'use client';

import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import type { Placement } from '@/lib/api/explainer-order';
import { type ColumnTrack, dropAt } from './column-drop';

/** A pointer that moves this far drags and does not click, pixels. */
const DRAG_PIXELS = 5;

/** Within this distance from the edge of the header, the columns scroll while one is dragged, pixels. */
const EDGE_PIXELS = 40;

interface Drag extends Placement {
  explainer: number;
}

/** Lets column headings be dragged by mouse or pen; `drag` gives the position at which the dragged one would be inserted. */
export function useColumnDrag(
  header: RefObject<HTMLDivElement | null>,
  pin: readonly number[],
  onPlace: (explainer: number, placement: Placement) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const hasDragged = useRef(false);

  const onPointerDown = (event: ReactPointerEvent, explainer: number) => {
    hasDragged.current = false;
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const start = event.clientX;
    let placement: Placement | null = null;
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const end = () => {
      listening.abort();
      setDrag(null);
    };
    const onMove = ({ clientX: x }: PointerEvent) => {
      const element = header.current;
      if (!element || (placement === null && Math.abs(x - start) < DRAG_PIXELS)) return;
      hasDragged.current = true;
      const { tracks, lead, right } = tracksOf(element, pin);
      if (x > right - EDGE_PIXELS) element.scrollLeft += EDGE_PIXELS;
      else if (x > lead && x < lead + EDGE_PIXELS) element.scrollLeft -= EDGE_PIXELS;
      placement = dropAt(x, explainer, tracks, lead);
      setDrag({ explainer, ...placement });
    };
    window.addEventListener('pointermove', onMove, options);
    window.addEventListener('pointercancel', end, options);
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(), options);
    window.addEventListener(
      'pointerup',
      () => {
        end();
        if (placement) onPlace(explainer, placement);
      },
      options,
    );
  };
  /** Whether the last press of the pointer was a drag, so that the following click is ignored. */
  return { drag, onPointerDown, wasDragged: () => hasDragged.current };
}

function tracksOf(header: HTMLElement, pin: readonly number[]) {
  const tracks: ColumnTrack[] = [...header.querySelectorAll<HTMLElement>('[data-column]')].map((column) => {
    const { left, right } = column.getBoundingClientRect();
    const explainer = Number(column.dataset.column);
    return { explainer, left, right, isPinned: pin.includes(explainer) };
  });
  const leads = [...header.querySelectorAll('[data-lead]')].map((each) => each.getBoundingClientRect().right);
  const { left, right } = header.getBoundingClientRect();
  return { tracks, lead: Math.max(left, ...leads), right };
}
