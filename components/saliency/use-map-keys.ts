'use client';

import type { RefObject } from 'react';
import { useKeys } from '@/components/kit/keys';

const MAP = '[data-map] button';

/** The map that an arrow key moves the focus to from the focused element in `list`; null if there is none. */
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

/** Arrow keys move the focus between maps: along a row, and between rows in a column. The focused map is scrolled into view. */
export function useMapKeys(list: RefObject<HTMLElement | null>): void {
  const walk = ({ key }: KeyboardEvent) => {
    const map = list.current && mapAt(list.current, key);
    if (!map) return false;
    map.focus({ preventScroll: true });
    map.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  useKeys({ ArrowLeft: walk, ArrowRight: walk, ArrowUp: walk, ArrowDown: walk });
}
