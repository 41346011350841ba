/*
 * Speckled maps, as produced by gradients: high values are single pixels between low ones. Downscaled by averaging, as in browsers, they fade
 * away, and red next to blue becomes purple. So they are drawn in blocks, each with the level of its strongest pixel.
 */

/** A map is speckled if neighbours differ, on average, by more than this share of the mean deviation. White noise has 1.3, a smooth hill 0.05. */
const SPECKLED = 0.5;

/** Minimum width of a block on the screen, CSS pixels. */
const BLOCK_PIXELS = 2;

interface Grid {
  width: number;
  height: number;
  /** Recorded levels, 0–255, row by row. */
  levels: Uint8Array;
}

/** Whether the high values of a map are single pixels. */
export function isSpeckled({ width, height, levels }: Grid): boolean {
  if (width < 2 || height < 2) return false;
  let sum = 0;
  for (const level of levels) sum += level;
  const mean = sum / levels.length;
  let deviation = 0;
  let difference = 0;
  for (let i = 0; i < levels.length; i++) {
    deviation += Math.abs(levels[i] - mean);
    if (i % width > 0) difference += Math.abs(levels[i] - levels[i - 1]);
    if (i >= width) difference += Math.abs(levels[i] - levels[i - width]);
  }
  const pairs = height * (width - 1) + width * (height - 1);
  return difference / pairs > SPECKLED * (deviation / levels.length);
}

/**
 * The width of a block in recorded pixels, 1 or more, so that it is about two pixels on the screen.
 *
 * @param scale CSS pixels per recorded pixel; more than 0
 */
export function blockSide(scale: number): number {
  return Math.max(1, Math.round(BLOCK_PIXELS / scale));
}

/**
 * The levels of a map, with the level of the most salient pixel of a block in the whole block.
 *
 * @param positions position on the scale of salience for each level: for signed maps that of the magnitude
 * @param side side of a block, recorded pixels; at 1 the levels are returned unchanged
 */
export function strongestInBlocks({ width, height, levels }: Grid, positions: Uint16Array, side: number): Uint8Array {
  if (side === 1) return levels;
  const pooled = new Uint8Array(levels.length);
  for (let top = 0; top < height; top += side) {
    const bottom = Math.min(height, top + side);
    for (let left = 0; left < width; left += side) {
      const right = Math.min(width, left + side);
      let strongest = levels[top * width + left];
      for (let y = top; y < bottom; y++) {
        for (let i = y * width + left; i < y * width + right; i++) {
          if (positions[levels[i]] > positions[strongest]) strongest = levels[i];
        }
      }
      for (let y = top; y < bottom; y++) pooled.fill(strongest, y * width + left, y * width + right);
    }
  }
  return pooled;
}
