import { colourTable, divergingTable } from '@/lib/image/colour-map';
import { fullPosition } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { type Axis, attributionOfPosition } from '@/lib/image/scale';
import { attributionText } from './attribution';
import { type DisplayStore, useShown } from './display';
import type { ScaleSource } from './shown-maps';

/** The current scale of the map at a URL, or the shared scale of an explainer; null if there is none. */
export function axisOf({ maps, current }: DisplayStore, { explainer, address }: ScaleSource): Axis | null {
  const map = address === undefined ? undefined : maps.at(address);
  if (map) return maps.scaleOf(map, current).axis;
  return address === undefined && current.scale === 'shared' ? maps.sharedBy(explainer, current.sign) : null;
}

/** The attributions at the ends of the colours of a scale, and 0 between them if the scale is diverging; empty if unknown. */
export function marksOf(axis: Axis | null, { contrast }: Display): string[] {
  const end = axis && attributionOfPosition(axis, fullPosition(axis.histogram, contrast, axis.sign !== null));
  if (axis?.ends == null || end === null) return [];
  return axis.isDiverging
    ? [attributionText(-end), '0', attributionText(end)]
    : [attributionText(axis.ends[0]), attributionText(end)];
}

const BETWEEN = ' … ';

/** The marks of the scale of a source; kept up to date. */
export function useMarks(source: ScaleSource | null): { marks: string[]; isDiverging: boolean } {
  const read = (store: DisplayStore) => source && axisOf(store, source);
  const isDiverging = useShown((store) => read(store)?.isDiverging ?? false);
  const text = useShown((store) => marksOf(read(store), store.current).join(BETWEEN));
  return { marks: text === '' ? [] : text.split(BETWEEN), isDiverging };
}

const STOPS = 16;

/** CSS colours: of a diverging scale from against to for, else from the least to the most salient. */
export function rampOf({ colour, diverging }: Pick<Display, 'colour' | 'diverging'>, isDiverging: boolean): string[] {
  const table = isDiverging ? divergingTable(diverging) : colourTable(colour);
  return Array.from({ length: STOPS + 1 }, (_, stop) => {
    const entry = table[Math.round((stop * (table.length - 1)) / STOPS)];
    return `rgb(${entry & 0xff} ${(entry >> 8) & 0xff} ${(entry >> 16) & 0xff})`;
  });
}

/** CSS colours as a gradient. */
export function gradientOf(ramp: readonly string[]): string {
  return `linear-gradient(90deg,${ramp.join(',')})`;
}
