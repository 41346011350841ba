import { type CSSProperties, createContext, useContext } from 'react';

/** Number of the first columns that are sticky while the others scroll. */
const StickyColumns = createContext(0);

export const StickyColumnsProvider = StickyColumns.Provider;

export function useStickyColumns(): number {
  return useContext(StickyColumns);
}

/** After the columns of the sample and its labels. */
const FIRST = 3;

/**
 * The CSS of an explainer's column in the sample grid.
 *
 * @param place index of the column, starting at 0
 * @param isSticky whether it is sticky, next to the sticky ones before it
 */
export function columnStyle(place: number, isSticky: boolean): CSSProperties {
  const gridColumn = place + FIRST;
  if (!isSticky) return { gridColumn };
  return { gridColumn, position: 'sticky', left: `calc(var(--lead) + ${place} * (var(--col) + var(--gap)))` };
}
