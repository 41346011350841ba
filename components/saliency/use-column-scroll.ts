'use client';

import { type RefObject, useCallback, useEffect, useState } from 'react';

/** What is in view of the columns of explainers. */
export interface ColumnsInView {
  /** Columns that are wholly in view. */
  count: number;
  /** Whether there are more to the left, and to the right. */
  isMoreLeft: boolean;
  isMoreRight: boolean;
  /** How many pinned columns can stay in view and still leave room for another one. */
  sticky: number;
}

/** The horizontal extent of something, pixels. */
interface Extent {
  left: number;
  right: number;
}

interface Geometry {
  /** The part of the grid that is in view. */
  view: Extent;
  /** Up to where columns lie under what stays in view. */
  covered: number;
  /** Every column, without the gap behind it. */
  columns: readonly Extent[];
  /** Whether each column stays in view. */
  isStuck: readonly boolean[];
}

/** Rounding of positions, pixels. */
const SLACK = 1.5;

/** Which of the columns are wholly in view, and where there are more. */
export function columnsInView({ view, covered, columns, isStuck }: Geometry): Omit<ColumnsInView, 'sticky'> {
  const free = columns.filter((_, index) => !isStuck[index]);
  const isWhole = ({ left, right }: Extent) => left >= covered - SLACK && right <= view.right + SLACK;
  return {
    count: free.filter(isWhole).length + columns.length - free.length,
    isMoreLeft: free.some(({ left }) => left < covered - SLACK),
    isMoreRight: free.some(({ right }) => right > view.right + SLACK),
  };
}

/** How many of the pinned columns, each `column` pixels wide, can stay in view: beside them another one must fit into `room` pixels. */
export function stickyColumns(pinned: number, column: number, room: number): number {
  return Math.max(0, Math.min(pinned, Math.floor(room / column) - 1));
}

const INITIAL: ColumnsInView = { count: 0, isMoreLeft: false, isMoreRight: false, sticky: 0 };

/**
 * Lets the header of a grid and its rows, which scroll sideways on their own, move as one, and follows what is in view.
 *
 * @param pinned how many of the first columns are pinned
 * @param order names the columns in their order; measured again when it changes
 */
export function useColumnScroll(
  header: RefObject<HTMLDivElement | null>,
  rows: RefObject<HTMLDivElement | null>,
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
    // Where each was scrolled to by the other one: that event is not to be answered, for the other may have gone on since.
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

  /** On by as many columns as are in view. */
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
  const isStuck = columns.map((column) => getComputedStyle(column).position === 'sticky');
  const tracks = columns.map((column) => column.getBoundingClientRect());
  const covered = Math.max(lead, ...tracks.filter((_, index) => isStuck[index]).map((track) => track.right));
  const gap = Number.parseFloat(columns.length > 0 ? getComputedStyle(columns[0]).paddingRight : '0');
  const sticky = stickyColumns(pinned, tracks[0]?.width || 1, right - lead);
  const bare = tracks.map((track) => ({ left: track.left, right: track.right - gap }));
  return { ...columnsInView({ view: { left, right }, covered, columns: bare, isStuck }), sticky };
}
