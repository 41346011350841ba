import type { ColourTable } from './colour-map';

/* How the recorded levels of a saliency map become the levels that are shown. Levels are 0 (least salient) to 255. */

const LEVELS = 256;

/** How many pixels have each level. */
export function histogramOf(levels: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(LEVELS);
  for (const level of levels) histogram[level]++;
  return histogram;
}

/**
 * The least level that at least `percent` of the pixels do not exceed (nearest rank). Where that is 0, the greatest level
 * there is, so that a map with a few salient pixels is not shown as an empty one.
 */
export function percentileLevel(histogram: Uint32Array, percent: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const wanted = (total * percent) / 100;
  let seen = 0;
  for (let level = 0; level < LEVELS; level++) {
    seen += histogram[level];
    if (seen >= wanted && level > 0) return level;
  }
  return Math.max(
    1,
    histogram.findLastIndex((count) => count > 0),
  );
}

/**
 * A colour table for one map: levels are stretched so that `top` and all above it get the last colour of `colours`; the less
 * salient a level is, the more of what lies below shows through.
 *
 * @param top 1–255
 * @param blend 0: the map hides what lies below; 1: where the map is not salient, only that is seen
 */
export function displayTable(colours: ColourTable, top: number, blend: number): ColourTable {
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const shown = Math.min(LEVELS - 1, Math.round((level * (LEVELS - 1)) / top));
    const alpha = Math.round(255 * (1 - blend * (1 - shown / (LEVELS - 1))));
    return ((colours[shown] & 0x00ffffff) | (alpha << 24)) >>> 0;
  });
}
