import type { Placement } from '@/lib/api/explainer-order';
import { type ColumnTrack, dropAt, edgeAt, pinnedEnd } from './column-drop';

/** A pointer that moves this far drags and does not click, pixels. */
const DRAG_PIXELS = 5;

/** Speed at which the columns scroll while one is dragged near an edge, pixels per millisecond. */
const SCROLL_SPEED = 0.6;

/** A frame that took longer counts as this long, so that columns do not jump, milliseconds. */
const MAX_FRAME_MS = 50;

export interface ColumnDrag {
  header: HTMLElement;
  explainer: number;
  pin: readonly number[];
  /** Where the pointer was pressed, and where it is now, pixels from the left edge of the window. */
  start: number;
  x: number;
  /** Whether it has been released meanwhile. */
  isReleased: boolean;
  /** Called with the position at which the column would be inserted, when it changes; null at the end. */
  onMove(placement: Placement | null): void;
  /** Called when the column is dropped. */
  onDrop(placement: Placement): void;
}

/** Follows a pointer that was pressed on a column heading, until it is released. */
export function followDrag({ header, explainer, pin, start, x: first, isReleased, onMove, onDrop }: ColumnDrag): void {
  let x = first;
  let frame = 0;
  let placement: Placement | null = null;
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const end = () => {
    listening.abort();
    cancelAnimationFrame(frame);
    onMove(null);
  };
  const place = () => {
    const { tracks, lead } = tracksOf(header, pin);
    const next = dropAt(x, explainer, tracks, lead);
    if (next.before !== placement?.before || next.isPinned !== placement.isPinned) onMove(next);
    placement = next;
  };
  /** Scrolls for as long as the pointer stays near an edge. */
  const scroll = (last: number) => (now: number) => {
    frame = requestAnimationFrame(scroll(now));
    const { tracks, lead, right } = tracksOf(header, pin);
    const direction = edgeAt(x, pinnedEnd(tracks, lead), right);
    if (direction === 0) return;
    header.scrollLeft += direction * SCROLL_SPEED * Math.min(MAX_FRAME_MS, now - last);
    place();
  };
  const move = (to: number) => {
    x = to;
    if (placement === null && Math.abs(x - start) < DRAG_PIXELS) return;
    if (placement === null) frame = requestAnimationFrame(scroll(performance.now()));
    place();
  };
  const drop = () => {
    end();
    if (placement) onDrop(placement);
  };
  move(x);
  if (isReleased) {
    drop();
    return;
  }
  window.addEventListener('pointermove', ({ clientX }) => move(clientX), options);
  window.addEventListener('pointercancel', end, options);
  window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(), options);
  window.addEventListener('pointerup', drop, options);
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
