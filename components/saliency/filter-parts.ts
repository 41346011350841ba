import { type FilterState, filterParams } from '@/lib/api/search-params';

/** A part of the filter that can match less than everything by itself: not the measure and the explainer of its ranges. */
export type FilterPart = Exclude<keyof typeof filterParams, 'measure' | 'mapsOf'>;

const PARTS = (Object.keys(filterParams) as (keyof typeof filterParams)[]).filter(
  (part): part is FilterPart => part !== 'measure' && part !== 'mapsOf',
);

/** The parts of the filter that are set. */
export function filterParts(state: FilterState): FilterPart[] {
  return PARTS.filter((part) => {
    const value = state[part];
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
  });
}

/** A change that clears all parts of the filter. */
export const NO_FILTER = Object.fromEntries(PARTS.map((part) => [part, null])) as { [P in FilterPart]: null };

/** Parts that have controls of their own in the bar. */
const IN_BAR: ReadonlySet<string> = new Set(['labels', 'types', 'confidence'] satisfies FilterPart[]);

/** The parts that are set and have no control of their own in the bar, and the explainer whose numbers are meant. */
export function otherParts(state: FilterState): (FilterPart | 'mapsOf')[] {
  const parts: (FilterPart | 'mapsOf')[] = filterParts(state).filter((part) => !IN_BAR.has(part));
  return state.mapsOf === null ? parts : [...parts, 'mapsOf'];
}
