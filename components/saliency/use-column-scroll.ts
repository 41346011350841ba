'use client';

import { type RefObject, useCallback, useEffect, useState } from 'react';

/** Which explainer columns are visible. */
export interface ColumnsInView {
  /** The fully visible columns. */
  count: number;
  /** Whether there are more to the left, and to the right. */
  isMoreLeft: boolean;
  isMoreRight: boolean;
  /** Maximum number of pinned columns that can be sticky and still leave room for another one. */
  sticky: number;
}

/** Whether some columns are outside the view; false until they were measured. */
export function isMoreBeside({ count, isMoreLeft, isMoreRight }: Omit<ColumnsInView, 'sticky'>): boolean {
  return count > 0 && (isMoreLeft || isMoreRight);
}

/** The horizontal extent of an element, pixels. */
interface Extent {
  left: number;
  right: number;
}

interface Geometry {
  /** The visible part of the grid. */
  view: Extent;
  /** The right edge of the sticky columns. */
  covered: number;
  /** All columns, without the gap after each. */
  columns: readonly Extent[];
  /** Whether each column is sticky. */
  isStuck: readonly boolean[];
}

/** Tolerance for rounded positions, pixels. */
const SLACK = 1.5;

/** Which columns are fully visible, and whether there are more. */
export function columnsInView({ view, covered, columns, isStuck }: Geometry): Omit<ColumnsInView, 'sticky'> {
  const free = columns.filter((_, index) => !isStuck[index]);
  const isWhole = ({ left, right }: Extent) => left >= covered - SLACK && right <= view.right + SLACK;
  return {
    count: free.filter(isWhole).length + columns.length - free.length,
    isMoreLeft: free.some(({ left }) => left < covered - SLACK),
    isMoreRight: free.some(({ right }) => right > view.right + SLACK),
  };
}

/** The number of pinned columns, each `column` pixels wide, that can be sticky while another one still fits into `room` pixels. */
export function stickyColumns(pinned: number, column: number, room: number): number {
  return Math.max(0, Math.min(pinned, Math.floor(room / column) - 1));
}

const INITIAL: ColumnsInView = { count: 0, isMoreLeft: false, isMoreRight: false, sticky: 0 };

/**
 * Synchronises the horizontal scrolling of a grid's header and rows, which may be one element, and tracks the visible columns.
 *
 * @param pinned number of the first columns that are pinned
 * @param order identifies the order of the columns; measured again when it changes
 */
export function useColumnScroll(
  header: RefObject<HTMLElement | null>,
  rows: RefObject<HTMLElement | null>,
  pinned: number,
  order: string,
): ColumnsInView & { step(direction: -1 | 1): void } {
  const [inView, setInView] = useState(INITIAL);

  // biome-ignore lint/correctness/useExhaustiveDependencies: columns in another order are other elements
  useEffect(() => {
    const [head, body] = [header.current, rows.current];
    if (!head || !body) return;
    const measure = () => {
      const next = measured(head, pinned);
      setInView((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    // The positions set by synchronisation: their scroll events are ignored, because the source may have scrolled on meanwhile.
    const followed = new WeakMap<HTMLElement, number>();
    const follow = (from: HTMLElement, to: HTMLElement) => () => {
      const isEcho = followed.get(from) === from.scrollLeft;
      followed.delete(from);
      if (!isEcho && to.scrollLeft !== from.scrollLeft) {
        to.scrollLeft = from.scrollLeft;
        followed.set(to, to.scrollLeft);
      }
      measure();
    };
    const [onHead, onBody] = [follow(head, body), follow(body, head)];
    head.addEventListener('scroll', onHead, { passive: true });
    body.addEventListener('scroll', onBody, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(head);
    if (head.firstElementChild) observer.observe(head.firstElementChild);
    measure();
    return () => {
      head.removeEventListener('scroll', onHead);
      body.removeEventListener('scroll', onBody);
      observer.disconnect();
    };
  }, [header, rows, pinned, order]);

  /** Scrolls by the number of visible columns. */
  const step = useCallback(
    (direction: -1 | 1) => {
      const column = header.current?.querySelector<HTMLElement>('[data-column]')?.offsetWidth;
      if (!rows.current || column === undefined) return;
      rows.current.scrollLeft += direction * column * Math.max(1, inView.count - inView.sticky);
    },
    [header, rows, inView],
  );
  return { ...inView, step };
}

function measured(head: HTMLElement, pinned: number): ColumnsInView {
  const extents = (selector: string) =>
    [...head.querySelectorAll<HTMLElement>(selector)].map((element) => element.getBoundingClientRect());
  const { left, right } = head.getBoundingClientRect();
  const lead = Math.max(left, ...extents('[data-lead]').map((each) => each.right));
  const columns = [...head.querySelectorAll<HTMLElement>('[data-column]')];
  const isStuck = columns.map((column) => {
    const { position, left: edge } = getComputedStyle(column);
    return position === 'sticky' && edge !== 'auto';
  });
  const tracks = columns.map((column) => column.getBoundingClientRect());
  const covered = Math.max(lead, ...tracks.filter((_, index) => isStuck[index]).map((track) => track.right));
  const gap = Number.parseFloat(columns.length > 0 ? getComputedStyle(columns[0]).paddingRight : '0');
  const sticky = stickyColumns(pinned, tracks[0]?.width || 1, right - lead);
  const bare = tracks.map((track) => ({ left: track.left, right: track.right - gap }));
  return { ...columnsInView({ view: { left, right }, covered, columns: bare, isStuck }), sticky };
}
