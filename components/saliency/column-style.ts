import { type CSSProperties, createContext, useContext } from 'react';

/** How many of the first columns stay in view while the others scroll. */
const StickyColumns = createContext(0);

export const StickyColumnsProvider = StickyColumns.Provider;

export function useStickyColumns(): number {
  return useContext(StickyColumns);
}

/** Behind the columns of the sample and its labels. */
const FIRST = 3;

/**
 * Where the column of an explainer stands in the grid of samples.
 *
 * @param place from 0 on
 * @param isSticky whether it stays in view, beside those before it
 */
export function columnStyle(place: number, isSticky: boolean): CSSProperties {
  const gridColumn = place + FIRST;
  if (!isSticky) return { gridColumn };
  return { gridColumn, position: 'sticky', left: `calc(var(--lead) + ${place} * (var(--col) + var(--gap)))` };
}
