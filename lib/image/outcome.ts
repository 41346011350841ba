import { bytesOf, decodeOriginal, type Encoded, FAST, fromPixels, inStrips } from './decode';

/*
 * The picture of a counterfactual's layer, as shown to the model: the boxes of the layer from the original, everything
 * else masked. `gaussian:r` blurs with a gaussian of r pixels, darkens to 70 %, and desaturates.
 */

/** A rectangle of the original, in its pixels; parts outside are cut off. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** Boxes whose numbers are in one array, four each. */
export function* unpackBoxes(numbers: Int32Array): Generator<Box> {
  for (let i = 0; i + 4 <= numbers.length; i += 4) yield [numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]];
}

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
export async function maskOriginal(original: Encoded, radius: number): Promise<MaskedOriginal> {
  const { data, info } = await decodeOriginal(original)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const dark = fromPixels(data, width, height, 3).recomb([GREY, GREY, GREY]).extractChannel(0);
  const blurred = radius < MIN_RADIUS ? dark : dark.blur({ sigma: radius, minAmplitude: MIN_AMPLITUDE });
  return { width, height, original: data, masked: await blurred.raw().toBuffer() };
}

/** The picture of a layer as a PNG: the original inside the boxes, the masked version elsewhere. */
export async function outcome(
  { width, height, original, masked }: MaskedOriginal,
  boxes: Iterable<Box>,
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = new Uint8Array(original.length);
  const edges = edgesByRow(boxes, width, height);
  // Boxes over each column of the current row, as the difference to the column before.
  const steps = new Int32Array(width + 1);
  await inStrips(width, height, (top, bottom) => {
    for (let y = top; y < bottom; y++) {
      const own = edges.get(y) ?? [];
      for (let k = 0; k < own.length; k += 2) {
        steps[own[k]]++;
        steps[own[k + 1]]--;
      }
      for (let x = 0, over = 0, i = y * width; x < width; x++, i++) {
        over += steps[x];
        for (let at = 3 * i; at < 3 * i + 3; at++) pixels[at] = over > 0 ? original[at] : masked[i];
      }
    }
  });
  return bytesOf(await fromPixels(pixels, width, height, 3).png({ compressionLevel: FAST }).toBuffer());
}

/**
 * The edges of boxes by the row before which they are, so that any number of overlapping boxes takes one pass over the pixels: two columns
 * for each, from the first of which on there is one box more, and from the second on one less. For an end, they are in reverse order.
 */
function edgesByRow(boxes: Iterable<Box>, width: number, height: number): Map<number, number[]> {
  const edges = new Map<number, number[]>();
  const add = (row: number, more: number, less: number) => {
    const others = edges.get(row);
    if (others) others.push(more, less);
    else edges.set(row, [more, less]);
  };
  for (const [x, y, boxWidth, boxHeight] of boxes) {
    const [left, right] = [Math.max(0, x), Math.min(width, x + boxWidth)];
    const [top, bottom] = [Math.max(0, y), Math.min(height, y + boxHeight)];
    if (left >= right || top >= bottom) continue;
    add(top, left, right);
    add(bottom, right, left);
  }
  return edges;
}
