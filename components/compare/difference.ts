import type { Heatmap } from '@/components/map/levels';
import { histogramOf } from '@/lib/image/contrast';
import { type AttributionRange, attributionAt } from '@/lib/image/scale';
import { evidenceOfLevels } from '@/lib/sketch/sketch';

/** Of larger maps, pixels are taken at even distances. */
const MAX_PIXELS = 2 ** 20;

const LEVELS = 256;

/** A map of one channel, with the attributions of its levels if they were recorded. */
export interface DifferenceMap {
  heatmap: Pick<Heatmap, 'levels' | 'width' | 'height'>;
  range: AttributionRange | null;
}

export interface Difference {
  /**
   * `attribution`: of the recorded attributions, where both maps have them. `mass`: of the shares of their mass, times the number of
   * pixels, so that 1 is the share of a pixel in an even map.
   */
  kind: 'attribution' | 'mass';
  /** B − A as a signed map: level 0 is −`most`, level 255 is `most`. */
  heatmap: Heatmap;
  range: AttributionRange;
  /** The greatest difference; 0 where the maps are equal. */
  most: number;
}

/**
 * The difference of two maps of one explainer, B − A, on the larger of their widths and heights; a smaller map becomes blocks. Null where
 * shares are compared and a map has no mass.
 */
export function differenceOf(a: DifferenceMap, b: DifferenceMap): Difference | null {
  const kind = a.range !== null && b.range !== null ? 'attribution' : 'mass';
  const [valuesA, valuesB] = [valuesOf(a, kind), valuesOf(b, kind)];
  if (valuesA === null || valuesB === null) return null;
  const { width, height } = gridOf(a.heatmap, b.heatmap);
  const differences = new Float64Array(width * height);
  let most = 0;
  for (let y = 0; y < height; y++) {
    const [rowA, rowB] = [rowAt(a.heatmap, y, height), rowAt(b.heatmap, y, height)];
    for (let x = 0; x < width; x++) {
      const before = valuesA[a.heatmap.levels[rowA + columnAt(a.heatmap, x, width)]];
      const after = valuesB[b.heatmap.levels[rowB + columnAt(b.heatmap, x, width)]];
      const difference = after - before;
      differences[y * width + x] = difference;
      most = Math.max(most, Math.abs(difference));
    }
  }
  const levels = Uint8Array.from(differences, (value) =>
    most === 0 ? LEVELS / 2 : Math.round(((value + most) / (2 * most)) * (LEVELS - 1)),
  );
  const heatmap = { width, height, levels, histogram: histogramOf(levels), isSpeckled: false, coloured: null };
  return { kind, heatmap, range: { minimum: -most, maximum: most, signed: true }, most };
}

/** What each level of a map stands for; null for a map without mass where shares are compared. */
function valuesOf({ heatmap, range }: DifferenceMap, kind: Difference['kind']): Float64Array | null {
  if (kind === 'attribution' && range)
    return Float64Array.from({ length: LEVELS }, (_, level) => attributionAt(range, level));
  const evidence = evidenceOfLevels(range ?? { signed: false });
  const counts = histogramOf(heatmap.levels);
  const total = counts.reduce((sum, count, level) => sum + count * evidence[level], 0);
  return total === 0 ? null : evidence.map((value) => (value / total) * heatmap.levels.length);
}

function gridOf(a: DifferenceMap['heatmap'], b: DifferenceMap['heatmap']): { width: number; height: number } {
  const [width, height] = [Math.max(a.width, b.width), Math.max(a.height, b.height)];
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

function rowAt({ width, height }: DifferenceMap['heatmap'], y: number, rows: number): number {
  return width * Math.floor(((y + 0.5) * height) / rows);
}

function columnAt({ width }: DifferenceMap['heatmap'], x: number, columns: number): number {
  return Math.floor(((x + 0.5) * width) / columns);
}
