/*
 * The difference of two maps of one explainer, pixel by pixel, on the grid on which they are compared at full resolution. Where the
 * attributions of their levels are known, it is the difference of attributions. Otherwise magnitudes cannot be compared, because each map was stretched
 * on its own: then it is the difference of shares of mass, each as a multiple of the share that an even map has in a pixel.
 */
import { centres, commonGrid, type StoredMap } from './full-resolution';
import { evidenceOfLevels } from './sketch';

const LEVELS = 256;

/** The level of no difference, which is exact: the greatest difference is this many levels away. */
const MIDDLE = 127;

export interface Difference {
  /** What it is a difference of. */
  of: 'values' | 'shares';
  width: number;
  height: number;
  /** 127 for no difference, more where the first map has more; linear up to `greatest`. */
  levels: Uint8Array<ArrayBuffer>;
  /** The least and the greatest difference. Of shares in multiples of an even map's share. */
  least: number;
  greatest: number;
  /** The differences of levels 0 and 255. */
  range: { minimum: number; maximum: number };
}

/**
 * The first map minus the second. Null where that is not defined: a difference of shares of a map without evidence, and one of
 * attributions beyond what numbers hold.
 */
export function differenceOf(a: StoredMap, b: StoredMap): Difference | null {
  const { width, height } = commonGrid(a, b);
  const [columnsA, columnsB] = [centres(a.width, width), centres(b.width, width)];
  const [rowsA, rowsB] = [centres(a.height, height), centres(b.height, height)];
  const visit = (use: (pixel: number, levelA: number, levelB: number) => void) => {
    for (let y = 0; y < height; y++) {
      const [rowA, rowB] = [rowsA[y] * a.width, rowsB[y] * b.width];
      for (let x = 0; x < width; x++) use(y * width + x, a.levels[rowA + columnsA[x]], b.levels[rowB + columnsB[x]]);
    }
  };
  const [countsA, countsB] = [new Uint32Array(LEVELS), new Uint32Array(LEVELS)];
  visit((_, levelA, levelB) => {
    countsA[levelA]++;
    countsB[levelB]++;
  });
  const [rangedA, rangedB] = [attributionsOf(a), attributionsOf(b)];
  const isOfValues = rangedA !== null && rangedB !== null;
  const first = isOfValues ? rangedA : densitiesOf(a, countsA);
  const second = isOfValues ? rangedB : densitiesOf(b, countsB);
  if (first === null || second === null) return null;

  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  visit((_, levelA, levelB) => {
    const difference = first[levelA] - second[levelB];
    least = Math.min(least, difference);
    greatest = Math.max(greatest, difference);
  });
  const most = Math.max(Math.abs(least), Math.abs(greatest));
  if (!Number.isFinite(most)) return null;
  const levels = new Uint8Array(width * height).fill(MIDDLE);
  if (most > 0)
    visit((pixel, levelA, levelB) => {
      levels[pixel] = MIDDLE + Math.round((MIDDLE * (first[levelA] - second[levelB])) / most);
    });
  const range = { minimum: -most, maximum: (most * (LEVELS - 1 - MIDDLE)) / MIDDLE };
  return { of: isOfValues ? 'values' : 'shares', width, height, levels, least, greatest, range };
}

/** The attribution of each level; null if the range was not recorded. */
function attributionsOf({ range: { minimum, maximum } }: StoredMap): Float64Array | null {
  if (minimum === undefined || maximum === undefined) return null;
  return Float64Array.from({ length: LEVELS }, (_, level) => {
    const share = level / (LEVELS - 1);
    return minimum * (1 - share) + maximum * share;
  });
}

/** The evidence of each level over its mean; null for a map without evidence. */
function densitiesOf({ range }: StoredMap, counts: Uint32Array): Float64Array | null {
  const evidence = evidenceOfLevels(range);
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  const sum = counts.reduce((total, count, level) => total + count * evidence[level], 0);
  return sum > 0 ? evidence.map((each) => (each * pixels) / sum) : null;
}
