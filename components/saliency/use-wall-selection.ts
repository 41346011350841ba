'use client';

import { useQueryState } from 'nuqs';
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { FetchError } from '@/components/kit/fetch-error';
import { useKeys } from '@/components/kit/keys';
import { selectForMarks } from '@/components/marks/mark-requests';
import { idsThatFit } from '@/lib/api/id-list';
import { MAX_MARKED_IDS } from '@/lib/api/mark-choices';
import { parseAsIds } from '@/lib/api/param-parsers';
import type { Tiles } from './wall-layout';
import { type Band, between, NOTHING_SELECTED, positionsIn, toggled, type WallSizes, withIds } from './wall-selection';

/** A pointer that moves this far with its button down draws a rectangle and does not click, pixels. */
const DRAG_PIXELS = 6;

interface Wall {
  element: RefObject<HTMLElement | null>;
  tiles: Tiles;
  sizes: WallSizes;
  /** Names what is on the wall: the selection of another wall is not kept. */
  name: string;
  /** The ids of the samples at some positions. */
  idsAt(positions: readonly number[]): Promise<number[]>;
}

/** The position of the tile of an element; null outside of tiles. */
function positionOf(target: EventTarget | null): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return tile === null ? null : Number(tile.dataset.index);
}

/**
 * The selection of tiles of a wall: Ctrl + click and `x` take one in or out, Shift + click and Shift with an arrow select up to one, a
 * rectangle that is drawn with the mouse selects what it touches. `m` and `M` mark what is selected. It is in the address, unless it is too
 * long for one.
 */
export function useWallSelection({ element, tiles, sizes, name, idsAt }: Wall) {
  const [selected, setSelected] = useQueryState('selected', parseAsIds);
  const [kept, setKept] = useState({ name, selection: withIds(NOTHING_SELECTED, selected ?? [], null) });
  const [isSelecting, setSelecting] = useState(false);
  const [band, setBand] = useState<Band | null>(null);
  const selection = kept.name === name ? kept.selection : NOTHING_SELECTED;
  const change = (next: (old: typeof selection) => typeof selection) =>
    setKept((old) => ({ name, selection: next(old.name === name ? old.selection : NOTHING_SELECTED) }));
  const clear = () => change(() => NOTHING_SELECTED);
  const hasDrawn = useRef(false);
  const [failure, setFailure] = useState<FetchError | null>(null);

  useEffect(() => {
    const ids = [...selection.ids].sort((a, b) => a - b);
    selectForMarks(ids);
    void setSelected(ids.length > 0 && idsThatFit(ids).length === ids.length ? ids : null);
    return () => selectForMarks([]);
  }, [selection, setSelected]);

  /** Calls `use` with the ids at some positions. */
  const withIdsAt = async (positions: readonly number[], use: (ids: number[]) => void) => {
    setFailure(null);
    try {
      use(await idsAt(positions));
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      setFailure(error);
    }
  };
  const toggle = (position: number) =>
    withIdsAt([position], ([id]) => id !== undefined && change((old) => toggled(old, id, position)));
  const add = (positions: readonly number[], anchor: number | null) =>
    withIdsAt(positions.slice(0, MAX_MARKED_IDS), (ids) => change((old) => withIds(old, ids, anchor)));
  /** Selects from where the last tile was selected to a position. */
  const extend = (position: number, from = position) => {
    const anchor = selection.anchor ?? from;
    return add(between(anchor, position), anchor);
  };

  const onPointerDown = (event: PointerEvent) => {
    hasDrawn.current = false;
    const { current: wall } = element;
    const isZoomed = event.target instanceof Element && event.target.closest('[data-zoomed]') !== null;
    if (!wall || event.button !== 0 || event.pointerType === 'touch' || isZoomed) return;
    const end = new AbortController();
    const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
      const { left, top } = wall.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const start = placeOf(event);
    let drawn: Band | null = null;
    const stop = () => {
      end.abort();
      setBand(null);
    };
    const onMove = (move: globalThis.PointerEvent) => {
      const { x, y } = placeOf(move);
      if (drawn === null && Math.hypot(x - start.x, y - start.y) < DRAG_PIXELS) return;
      drawn = { x0: start.x, y0: start.y, x1: x, y1: y };
      setBand(drawn);
    };
    const onUp = () => {
      stop();
      if (drawn === null) return;
      hasDrawn.current = true;
      const positions = positionsIn(drawn, tiles, sizes);
      if (positions.length > 0) void add(positions, positions[0]);
    };
    const { signal } = end;
    window.addEventListener('pointermove', onMove, { signal });
    window.addEventListener('pointerup', onUp, { signal });
    window.addEventListener('pointercancel', stop, { signal });
  };

  const onClickCapture = (event: MouseEvent) => {
    const position = positionOf(event.target);
    const isToggle = event.ctrlKey || event.metaKey || isSelecting;
    if (!hasDrawn.current && (position === null || !(isToggle || event.shiftKey))) return;
    event.preventDefault();
    event.stopPropagation();
    if (hasDrawn.current) hasDrawn.current = false;
    else if (position !== null) void (event.shiftKey ? extend(position) : toggle(position));
  };

  /** Acts on the keys of the selection; `moved` is where the arrow key that was pressed goes to, null for other keys. */
  const onKeyDown = (event: KeyboardEvent, moved: number | null) => {
    const position = positionOf(event.target);
    if (position === null) return;
    if (event.shiftKey && moved !== null) void extend(moved, position);
    else if (event.key === 'x' && !event.ctrlKey && !event.metaKey && !event.altKey) void toggle(position);
  };
  // biome-ignore lint/correctness/noComponentHookFactories: creates a key, not a component
  useKeys({ Escape: () => (selection.ids.size === 0 ? false : clear()) });

  const drawn = new Set(band === null ? [] : positionsIn(band, tiles, sizes));
  return {
    ids: selection.ids,
    /** Why samples could not be selected; null if they could. */
    failure,
    isSelecting,
    setSelecting,
    band,
    clear,
    /** Whether a tile is selected, or in the rectangle that is being drawn. */
    isSelected: (id: number | undefined, position: number) =>
      drawn.has(position) || (id !== undefined && selection.ids.has(id)),
    onPointerDown,
    onClickCapture,
    onKeyDown,
  };
}
