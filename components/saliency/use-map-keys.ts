'use client';

import type { RefObject } from 'react';
import { useKeys } from '@/components/kit/keys';

const MAP = '[data-map] button';

/** The map that an arrow key leads to from what has the focus in `list`; null where it leads nowhere. */
function mapAt(list: HTMLElement, key: string): HTMLElement | null {
  const focused = document.activeElement;
  const row = focused?.closest<HTMLElement>('[data-row]');
  if (!focused || !row || !list.contains(row)) return null;
  const maps = [...row.querySelectorAll<HTMLElement>(MAP)];
  const at = maps.findIndex((map) => map.contains(focused));
  if (key === 'ArrowRight') return maps.at(at + 1) ?? null;
  if (at === -1) return null;
  if (key === 'ArrowLeft') return maps[at - 1] ?? null;
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const beside = rows[rows.indexOf(row) + (key === 'ArrowDown' ? 1 : -1)];
  const { explainer } = focused.closest<HTMLElement>('[data-map]')?.dataset ?? {};
  return beside?.querySelector<HTMLElement>(`[data-explainer="${explainer}"] button`) ?? null;
}

/** Arrow keys walk from map to map: along a row, and from row to row in a column. What gets the focus is brought into view. */
export function useMapKeys(list: RefObject<HTMLElement | null>): void {
  const walk = ({ key }: KeyboardEvent) => {
    const map = list.current && mapAt(list.current, key);
    if (!map) return false;
    map.focus({ preventScroll: true });
    map.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  useKeys({ ArrowLeft: walk, ArrowRight: walk, ArrowUp: walk, ArrowDown: walk });
}
