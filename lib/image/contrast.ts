import { LEVELS } from './colour-map';
import type { Contrast } from './display';

/*
 * How the recorded levels of a saliency map become the levels that are shown. Levels are 0 (least salient) to 255. Maps of
 * gradients are heavy-tailed: as recorded, nearly all of their pixels look black.
 */

/** `clip` stretches each map so that this percentile of its own levels, and all above it, get the last colour. */
export const CLIP_PERCENT = 99.5;

/** `gamma` shows level l as 255 (l / 255) to the power of this. */
export const GAMMA = 0.5;

/** For each recorded level the one that is shown. */
export type LevelTable = Uint8Array<ArrayBuffer>;

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
  const wanted = (pixelsOf(histogram) * percent) / 100;
  let seen = 0;
  for (let level = 0; level < LEVELS; level++) {
    seen += histogram[level];
    if (seen >= wanted && level > 0) return level;
  }
  return Math.max(1, greatestLevel(histogram));
}

/** What `contrast` makes of each level of a map with this histogram. Ascending levels stay ascending. */
export function shownLevels(histogram: Uint32Array, contrast: Contrast): LevelTable {
  const last = LEVELS - 1;
  switch (contrast) {
    case 'stored':
      return Uint8Array.from({ length: LEVELS }, (_, level) => level);
    case 'clip': {
      const top = percentileLevel(histogram, CLIP_PERCENT);
      return Uint8Array.from({ length: LEVELS }, (_, level) => Math.min(last, Math.round((level * last) / top)));
    }
    case 'gamma':
      return Uint8Array.from({ length: LEVELS }, (_, level) => Math.round(last * (level / last) ** GAMMA));
    case 'equalised':
      return equalised(histogram);
  }
}

/**
 * Histogram equalisation: a level is shown as the share of the pixels above the least level that do not exceed it. Source:
 * Gonzalez and Woods, Digital Image Processing, §3.3, with the least level mapped to 0. A map of one level is shown as it is.
 */
function equalised(histogram: Uint32Array): LevelTable {
  const least = histogram.findIndex((count) => count > 0);
  const below = least === -1 ? 0 : histogram[least];
  const rest = pixelsOf(histogram) - below;
  let seen = 0;
  return Uint8Array.from({ length: LEVELS }, (_, level) => {
    seen += histogram[level];
    if (rest === 0) return level;
    return level < least ? 0 : Math.round(((LEVELS - 1) * (seen - below)) / rest);
  });
}

/**
 * The level from which on pixels are among the `percent` most salient: the least one that at most `percent` of the pixels
 * reach. Pixels of one level stay together; where even the greatest level has more, that level alone is kept.
 */
export function topLevel(histogram: Uint32Array, percent: number): number {
  if (percent >= 100) return 0;
  const allowed = (pixelsOf(histogram) * percent) / 100;
  const greatest = greatestLevel(histogram);
  let reached = 0;
  for (let level = LEVELS - 1; level >= 0; level--) {
    reached += histogram[level];
    if (reached > allowed) return Math.min(level + 1, greatest);
  }
  return 0;
}

function pixelsOf(histogram: Uint32Array): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

function greatestLevel(histogram: Uint32Array): number {
  return histogram.findLastIndex((count) => count > 0);
}
