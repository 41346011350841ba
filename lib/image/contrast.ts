import { LEVELS } from './colour-map';
import type { Contrast } from './display';

/*
 * Contrast: maps positions on the scale of a saliency map to displayed levels, 0 (least salient) to 255. The scale of a single map has
 * a position for each of its levels; see `Scale`. Gradient maps are heavy-tailed: as recorded, nearly all of their pixels look
 * black. A histogram contains the number of pixels at each position, from the least salient to the most.
 */

/**
 * `clip` stretches the scale so that this percentile of its pixels, and all above it, get the last colour: for unsigned maps of all pixels,
 * for signed ones of those that are not neutral.
 */
export const CLIP_PERCENT = 99.5;

/** `gamma` shows a position at the share s of the scale as 255 s to the power of this. */
export const GAMMA = 0.5;

/** The displayed level for each position on a scale. */
export type LevelTable = Uint8Array<ArrayBuffer>;

/** Number of pixels by level. */
export function histogramOf(levels: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(LEVELS);
  for (const level of levels) histogram[level]++;
  return histogram;
}

/**
 * The smallest position above 0 that at least `percent` of the pixels do not exceed (nearest rank, so with 199 pixels or fewer the maximum
 * position). If there is none, the maximum position, so that a map with a few salient pixels is not shown as an empty one.
 */
function percentilePosition(histogram: Uint32Array, percent: number, isSigned: boolean): number {
  const neutral = isSigned ? histogram[0] : 0;
  const wanted = ((pixelsOf(histogram) - neutral) * percent) / 100;
  let seen = -neutral;
  for (let position = 0; position < histogram.length; position++) {
    seen += histogram[position];
    if (seen >= wanted && position > 0) return position;
  }
  return Math.max(1, maxPosition(histogram));
}

/** The position from which on pixels have the last colour; the last position of the scale unless the contrast clips it. */
export function fullPosition(histogram: Uint32Array, contrast: Contrast, isSigned: boolean): number {
  return contrast === 'clip' ? percentilePosition(histogram, CLIP_PERCENT, isSigned) : histogram.length - 1;
}

/** The displayed level of each position under `contrast` on a scale with this histogram. Monotonic. */
export function shownLevels(histogram: Uint32Array, contrast: Contrast, isSigned: boolean): LevelTable {
  const { length } = histogram;
  const [last, end] = [LEVELS - 1, length - 1];
  switch (contrast) {
    case 'stored':
      return Uint8Array.from({ length }, (_, position) => Math.round((position * last) / end));
    case 'clip': {
      const top = fullPosition(histogram, contrast, isSigned);
      return Uint8Array.from({ length }, (_, position) => Math.min(last, Math.round((position * last) / top)));
    }
    case 'gamma':
      return Uint8Array.from({ length }, (_, position) => Math.round(last * (position / end) ** GAMMA));
    case 'equalised':
      return equalised(histogram);
  }
}

/**
 * Histogram equalisation: a position is shown as the share of the pixels above the minimum position that do not exceed it. Source:
 * Gonzalez and Woods, Digital Image Processing, §3.3, with the minimum position mapped to 0. A single position is shown unchanged.
 */
function equalised(histogram: Uint32Array): LevelTable {
  const min = histogram.findIndex((count) => count > 0);
  const below = min === -1 ? 0 : histogram[min];
  const rest = pixelsOf(histogram) - below;
  if (rest === 0) return shownLevels(histogram, 'stored', false);
  let seen = 0;
  return Uint8Array.from(histogram, (count, position) => {
    seen += count;
    return position < min ? 0 : Math.round(((LEVELS - 1) * (seen - below)) / rest);
  });
}

/**
 * The position from which on pixels are among the `percent` most salient: the smallest one that at most `percent` of the pixels
 * reach. Pixels at the same position stay together; if even the maximum position has more, only that position is kept.
 */
export function topPosition(histogram: Uint32Array, percent: number): number {
  if (percent >= 100) return 0;
  const allowed = (pixelsOf(histogram) * percent) / 100;
  const max = maxPosition(histogram);
  let reached = 0;
  for (let position = histogram.length - 1; position >= 0; position--) {
    reached += histogram[position];
    if (reached > allowed) return Math.min(position + 1, max);
  }
  return 0;
}

function pixelsOf(histogram: Uint32Array): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

function maxPosition(histogram: Uint32Array): number {
  return histogram.findLastIndex((count) => count > 0);
}
