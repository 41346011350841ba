'use client';

import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import type { Placement } from '@/lib/api/explainer-order';
import { type ColumnTrack, dropAt, edgeAt, pinnedEnd } from './column-drop';

/** A pointer that moves this far drags and does not click, pixels. */
const DRAG_PIXELS = 5;

/** Speed at which the columns scroll while one is dragged near an edge, pixels per millisecond. */
const SCROLL_SPEED = 0.6;

/** A frame that took longer counts as this long, so that columns do not jump, milliseconds. */
const MAX_FRAME_MS = 50;

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
    let x = start;
    let frame = 0;
    let placement: Placement | null = null;
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const end = () => {
      listening.abort();
      cancelAnimationFrame(frame);
      setDrag(null);
    };
    const place = (element: HTMLElement) => {
      const { tracks, lead } = tracksOf(element, pin);
      const next = dropAt(x, explainer, tracks, lead);
      if (next.before !== placement?.before || next.isPinned !== placement.isPinned) setDrag({ explainer, ...next });
      placement = next;
    };
    /** Scrolls for as long as the pointer stays near an edge. */
    const scroll = (last: number) => (now: number) => {
      frame = requestAnimationFrame(scroll(now));
      if (!header.current) return;
      const { tracks, lead, right } = tracksOf(header.current, pin);
      const direction = edgeAt(x, pinnedEnd(tracks, lead), right);
      if (direction === 0) return;
      header.current.scrollLeft += direction * SCROLL_SPEED * Math.min(MAX_FRAME_MS, now - last);
      place(header.current);
    };
    const onMove = ({ clientX }: PointerEvent) => {
      x = clientX;
      if (!header.current || (!hasDragged.current && Math.abs(x - start) < DRAG_PIXELS)) return;
      if (!hasDragged.current) frame = requestAnimationFrame(scroll(performance.now()));
      hasDragged.current = true;
      place(header.current);
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
