import 'server-only';
import sharp from 'sharp';
import { bytesOf, decode, FAST } from './render';

/*
 * The picture of a counterfactual's layer, as shown to the model: the boxes of the layer from the original, everything
 * else masked. `gaussian:r` blurs with a gaussian of r pixels, darkens to 70 %, and desaturates.
 */

/** A rectangle of the original, in its pixels; parts outside are cut off. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** An original and its masked version; all layers of a counterfactual are composed of these two. */
export interface MaskedOriginal {
  width: number;
  height: number;
  /** Red, green and blue, three bytes per pixel. */
  original: Uint8Array;
  /** Brightness, one byte per pixel. */
  masked: Uint8Array;
}

const BRIGHTNESS = 0.7;

/** Brightness of red, green and blue (ITU-R BT.601), as in Pillow, whose results are reproduced; darkened. */
const GREY: [number, number, number] = [0.299 * BRIGHTNESS, 0.587 * BRIGHTNESS, 0.114 * BRIGHTNESS];

/** The kernel is cut off where it falls below this share of its peak: at 2.8 r, beyond which no level changes. */
const MIN_AMPLITUDE = 0.02;

/** Minimum and maximum blur of sharp, pixels; a smaller one would change nothing. */
const MIN_RADIUS = 0.3;
const MAX_RADIUS = 1000;

/** The radius of a gaussian mask (`gaussian:9`), 0–1000 pixels: the standard deviation. Null for any other mask. */
export function gaussianRadius(mask: string): number | null {
  const [, digits] = /^gaussian:(\d{1,4}(?:\.\d+)?)$/.exec(mask) ?? [];
  const radius = Number(digits ?? Number.NaN);
  return radius <= MAX_RADIUS ? radius : null;
}

/** Masks an original with a gaussian blur. Throws if its bytes cannot be decoded. */
export async function maskOriginal(original: Uint8Array, radius: number): Promise<MaskedOriginal> {
  const { data, info } = await decode(original)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const raw = { width, height, channels: 3 } as const;
  const dark = sharp(data, { raw }).recomb([GREY, GREY, GREY]).extractChannel(0);
  const blurred = radius < MIN_RADIUS ? dark : dark.blur({ sigma: radius, minAmplitude: MIN_AMPLITUDE });
  return { width, height, original: data, masked: await blurred.raw().toBuffer() };
}

/** The picture of a layer as a PNG: the original inside the boxes, the masked version elsewhere. */
export async function outcome(
  { width, height, original, masked }: MaskedOriginal,
  boxes: readonly Box[],
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = new Uint8Array(original.length);
  const visible = visiblePixels(boxes, width, height);
  for (let i = 0, at = 0; i < masked.length; i++) {
    for (let channel = 0; channel < 3; channel++, at++) pixels[at] = visible[i] === 1 ? original[at] : masked[i];
  }
  const raw = { width, height, channels: 3 } as const;
  return bytesOf(await sharp(pixels, { raw }).png({ compressionLevel: FAST }).toBuffer());
}

/**
 * 1 for each pixel inside a box, else 0, row by row. Counts the boxes that start and end at each corner and computes prefix sums, so that
 * any number of overlapping boxes takes one pass over the pixels.
 */
function visiblePixels(boxes: readonly Box[], width: number, height: number): Uint8Array {
  const stride = width + 1;
  const depth = new Int32Array(stride * (height + 1));
  for (const [x, y, boxWidth, boxHeight] of boxes) {
    const [left, right] = [Math.max(0, x), Math.min(width, x + boxWidth)];
    const [top, bottom] = [Math.max(0, y), Math.min(height, y + boxHeight)];
    if (left >= right || top >= bottom) continue;
    depth[top * stride + left]++;
    depth[top * stride + right]--;
    depth[bottom * stride + left]--;
    depth[bottom * stride + right]++;
  }
  const visible = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0, inRow = 0; x < width; x++) {
      const at = y * stride + x;
      inRow += depth[at];
      depth[at] = inRow + (y > 0 ? depth[at - stride] : 0);
      if (depth[at] > 0) visible[y * width + x] = 1;
    }
  }
  return visible;
}
