import 'server-only';
import type { Encoded } from '../image/decode';
import { count, type Layout, MAX_SIDE } from '../image/layout';
import type { Work } from './picture-queue';

/*
 * What a picture may take. A picture that needs more is refused with the number, before anything of it is decoded; all of these limits
 * are far above the pictures that models are trained on.
 */

/** A picture may be decoded up to this number of pixels. */
export const MAX_PIXELS = 64_000_000;

/** Memory for all pictures that are being decoded, bytes. */
export const DECODING_BYTES = 256 * 2 ** 20;

/** Pictures above are large: they take more than a moment. */
const LARGE_PIXELS = 4_000_000;
const LARGE_BYTES = 32 * 2 ** 20;

/** Pixels times scans of a progressive JPEG, of a large picture and of another one. */
const MAX_SCANNED = 640_000_000;
const MAX_SCANNED_SMALL = 64_000_000;

/** Pixels times radius of a blur; above the second one, a picture counts as large. A second is enough for a billion. */
const MAX_BLURRED = 2_000_000_000;
const LARGE_BLURRED = 100_000_000;

/** The library blurs with a larger radius in another way, which takes this many times as long. */
const SLOW_RADIUS = 180;
const SLOW_FACTOR = 30;

/** Bytes per pixel of a conversion from four colours. */
const FOUR_COLOUR_BYTES = 10;

/** What is made of a picture. */
export interface Use {
  /** Memory beside the decoder's, bytes per pixel. */
  perPixel: number;
  /** Radius of a blur, pixels. */
  radius?: number;
}

/** What can be made of a picture, with the memory for the results and for copies that are sent to another thread. */
export const USES = {
  thumbnail: { perPixel: 0 },
  overlay: { perPixel: 2 },
  pixels: { perPixel: 2 },
  rgb: { perPixel: 0 },
  opaque: { perPixel: 3 },
  reportOriginal: { perPixel: 3 },
  reportMap: { perPixel: 4 },
  layer: { perPixel: 10 },
  predecessorOverlay: { perPixel: 4 },
} as const satisfies Record<string, Use>;

/** What a picture takes in the queue, and what its decoder is allowed. */
export type Budget = Omit<Work, 'job'> & Pick<Encoded, 'pixels' | 'maxPixels' | 'maxScanned'>;

/**
 * The budget of a picture, or why it takes too much: the end of the sentence "the picture …". What the file does not say about
 * itself is checked by the decoder.
 *
 * @param size of the file, bytes
 */
export function budgetOf(layout: Layout, size: number, { perPixel, radius = 0 }: Use): Budget | { excess: string } {
  const pixels = layout.width * layout.height;
  const has = `has ${count(pixels)} pixels`;
  if (pixels > MAX_PIXELS) return { excess: `${has}; the pixel limit is ${count(MAX_PIXELS)}` };
  if (Math.max(layout.width, layout.height) > MAX_SIDE)
    return {
      excess: `is ${count(layout.width)} × ${count(layout.height)} pixels; the limit for a side is ${count(MAX_SIDE)}`,
    };
  const effort = radius > SLOW_RADIUS ? SLOW_FACTOR * radius : radius;
  if (effort * pixels > MAX_BLURRED)
    return { excess: `${has}; the limit for a blur of ${radius} pixels is ${count(Math.floor(MAX_BLURRED / effort))}` };
  const bytes = size + layout.wholeBytes + (perPixel + (layout.isFourColour ? FOUR_COLOUR_BYTES : 0)) * pixels;
  if (bytes > DECODING_BYTES)
    return {
      excess: `${has} and takes ${megabytes(bytes)} MB of memory; the limit is ${megabytes(DECODING_BYTES)} MB`,
    };
  const isLarge = pixels > LARGE_PIXELS || bytes > LARGE_BYTES || effort * pixels > LARGE_BLURRED;
  const maxScanned = isLarge ? MAX_SCANNED : MAX_SCANNED_SMALL;
  return { bytes, isLarge, pixels, maxPixels: Math.max(pixels, LARGE_PIXELS), maxScanned };
}

/** Megabytes for a sentence. */
export function megabytes(bytes: number): string {
  return count(Math.ceil(bytes / 2 ** 20));
}
