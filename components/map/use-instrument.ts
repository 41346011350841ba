'use client';

import { type RefObject, useEffect } from 'react';
import { readAt } from './spot';
import { pan, pictureAt, type View, WHOLE, zoomAt } from './view';
import { announceZoom } from './zoom';

/** What is zoomed together: the pictures of a row, or all of the page. */
export type Scope = 'row' | 'page';

/** When the wheel zooms: always, or only with Ctrl or once zoomed in, so that a page can be scrolled. */
export type Wheel = 'always' | 'asked';

/** The zoom per pixel of the wheel, and per key press. */
const WHEEL_STEP = 0.002;
const LINE_PIXELS = 20;
export const KEY_FACTOR = 1.5;

/** A pointer that moves this far between down and up drags and does not click, pixels. */
const DRAG_PIXELS = 4;

const FRAME = '[data-frame]';
const ROW = '[data-row]';

const views = new WeakMap<HTMLElement, View>();

function viewOf(target: HTMLElement): View {
  return views.get(target) ?? WHOLE;
}

/** Applies this view to every picture in `target`, by CSS: see `.picture` in globals.css. */
function show(target: HTMLElement, view: View): void {
  views.set(target, view);
  const properties = { '--zoom': view.scale, '--pan-x': view.x, '--pan-y': view.y };
  const isWhole = view.scale === 1;
  for (const [name, value] of Object.entries(properties)) {
    // At zoom 1 the properties are removed, so that those of the parent apply: a row follows its page.
    if (isWhole) target.style.removeProperty(name);
    else target.style.setProperty(name, String(value));
  }
  if (isWhole) delete target.dataset.zoomed;
  else target.dataset.zoomed = '';
  announceZoom(target);
}

/** Zooms the pictures of `row`, or of the page, around their centre. */
export function zoomBy(root: HTMLElement, row: HTMLElement | null, scope: Scope, factor: number): void {
  const target = scope === 'page' ? root : row;
  if (target) show(target, zoomAt(viewOf(target), factor, 0.5, 0.5));
}

/** Resets the zoom of every picture in `root`. */
export function zoomOut(root: HTMLElement): void {
  for (const target of [root, ...root.querySelectorAll<HTMLElement>(ROW)]) show(target, WHOLE);
}

/**
 * Connects the pictures in `root`: the point under the pointer is marked in every picture of its row, with the
 * value of each map there; Ctrl + wheel (or the wheel alone, once zoomed in), pinching on a touch pad and dragging zoom and pan
 * the row, or the page. A row is an element with `data-row`, a picture's square frame one with
 * `data-frame`. It causes no render.
 */
export function useInstrument(root: RefObject<HTMLElement | null>, scope: Scope, wheel: Wheel = 'asked'): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const listening = new AbortController();
    const { signal } = listening;
    const targetOf = (row: HTMLElement) => (scope === 'page' ? element : row);
    let dragged: { target: HTMLElement; frame: HTMLElement; x: number; y: number; moved: number } | null = null;

    const onMove = (event: PointerEvent) => {
      const place = placeOf(event);
      clearSpots(element, place?.row);
      if (!place) return;
      markSpot(place.row, pictureAt(viewOf(targetOf(place.row)), place.u, place.v));
    };
    const onDrag = (event: PointerEvent) => {
      if (!dragged) return;
      const { width, height } = dragged.frame.getBoundingClientRect();
      const [dx, dy] = [event.clientX - dragged.x, event.clientY - dragged.y];
      show(dragged.target, pan(viewOf(dragged.target), dx / width, dy / height));
      dragged.moved += Math.abs(dx) + Math.abs(dy);
      dragged.x = event.clientX;
      dragged.y = event.clientY;
    };
    const onDown = (event: PointerEvent) => {
      const place = placeOf(event);
      if (!place || event.button !== 0 || event.pointerType === 'touch') return;
      const target = targetOf(place.row);
      if (viewOf(target).scale > 1)
        dragged = { target, frame: place.frame, x: event.clientX, y: event.clientY, moved: 0 };
    };
    const onClick = (event: MouseEvent) => {
      if (dragged && dragged.moved > DRAG_PIXELS) {
        event.preventDefault();
        event.stopPropagation();
      }
      dragged = null;
    };
    const onWheel = (event: WheelEvent) => {
      const place = placeOf(event);
      if (!place) return;
      const target = targetOf(place.row);
      const isZoom = event.ctrlKey || event.metaKey || viewOf(target).scale > 1;
      if (wheel === 'asked' && !isZoom) return;
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PIXELS);
      show(target, zoomAt(viewOf(target), Math.exp(-pixels * WHEEL_STEP), place.u, place.v));
    };

    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerleave', () => clearSpots(element), { signal });
    element.addEventListener('pointerdown', onDown, { signal });
    window.addEventListener('pointermove', onDrag, { signal });
    element.addEventListener('click', onClick, { signal, capture: true });
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    return () => {
      listening.abort();
      zoomOut(element);
    };
  }, [root, scope, wheel]);
}

interface Place {
  row: HTMLElement;
  frame: HTMLElement;
  /** Shares of the frame's side. */
  u: number;
  v: number;
}

function placeOf(event: MouseEvent): Place | null {
  if (!(event.target instanceof Element)) return null;
  const frame = event.target.closest<HTMLElement>(FRAME);
  const row = frame?.closest<HTMLElement>(ROW);
  if (!frame || !row) return null;
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { row, frame, u: (event.clientX - left) / width, v: (event.clientY - top) / height };
}

function markSpot(row: HTMLElement, { u, v }: { u: number; v: number }): void {
  row.dataset.pointing = '';
  row.style.setProperty('--spot-u', String(u));
  row.style.setProperty('--spot-v', String(v));
  for (const frame of row.querySelectorAll(FRAME)) {
    const value = readAt(frame, u, v);
    const readout = frame.querySelector('[data-value]');
    if (readout) readout.textContent = value ?? '';
  }
}

function clearSpots(root: HTMLElement, except?: HTMLElement): void {
  for (const row of root.querySelectorAll<HTMLElement>('[data-pointing]')) {
    if (row !== except) delete row.dataset.pointing;
  }
  if (root.matches('[data-pointing]') && root !== except) delete root.dataset.pointing;
}
