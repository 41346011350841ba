import { histogramOf } from './contrast';
import { bytesOf, decode, decodeOriginal, type Encoded, fromPixels } from './decode';
import { constantLevel } from './scale';
import type { SmallPicture } from './small-picture';

/*
 * Pictures of a report: as small as they are shown, and within a number of bytes, so that the whole report has a bound. Each function throws
 * where a file cannot be decoded within its limits.
 */

/** Longest side of an original and of a map in a report, pixels. */
const ORIGINAL_PIXELS = 320;
const MAP_PIXELS = 320;

/** Shrinking goes on below what the bytes suggest, so that one more attempt is enough for most pictures. */
const MARGIN = 0.95;

const MIN_PIXELS = 16;

/** Compression level of zlib (0–9): a report is made once and sent around. */
const SMALL = 9;

/** An original, reduced to at most 320 pixels and `maxBytes`. */
export async function reportOriginal(original: Encoded, maxBytes: number): Promise<SmallPicture> {
  return reducedWebp(() => decodeOriginal(original).toColourspace('srgb'), ORIGINAL_PIXELS, maxBytes, false);
}

/**
 * The levels of a heatmap as a grey PNG. It has the recorded pixels; if those are more than 320 on a side or take more than `maxBytes`, every
 * so many pixels one is left, so that the values of all others are as recorded. A heatmap with an alpha channel is already coloured: it is
 * reduced like an original.
 */
export async function reportMap(heatmap: Encoded, maxBytes: number): Promise<SmallPicture> {
  const image = decode(heatmap).toColourspace('srgb');
  const { hasAlpha } = await image.metadata();
  if (hasAlpha) return reducedWebp(() => decode(heatmap).toColourspace('srgb'), MAP_PIXELS, maxBytes, true);
  const { data, info } = await image.extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const recorded = { width: info.width, height: info.height, levels: new Uint8Array(data) };
  const encode = async (side: number) => {
    const { width, height, levels } = thinned(recorded, side);
    const grey = fromPixels(levels, width, height, 1).toColourspace('b-w');
    return { content: await grey.png({ compressionLevel: SMALL }).toBuffer(), width, height };
  };
  const found = await fitting(encode, Math.min(MAP_PIXELS, Math.max(info.width, info.height)), maxBytes);
  return {
    type: 'image/png',
    ...{ ...found, content: bytesOf(found.content) },
    ...{ recordedWidth: info.width, recordedHeight: info.height },
    isColoured: false,
    constant: constantLevel(histogramOf(recorded.levels)),
  };
}

interface Grid {
  width: number;
  height: number;
  levels: Uint8Array;
}

/** A map with at most `side` pixels on its longer side: the recorded pixels nearest to those of an even grid. */
export function thinned({ width, height, levels }: Grid, side: number): Grid {
  const scale = side / Math.max(width, height);
  if (scale >= 1) return { width, height, levels };
  const [wide, high] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  const kept = new Uint8Array(wide * high);
  for (let y = 0; y < high; y++) {
    const row = Math.floor(((y + 0.5) * height) / high) * width;
    for (let x = 0; x < wide; x++) kept[y * wide + x] = levels[row + Math.floor(((x + 0.5) * width) / wide)];
  }
  return { width: wide, height: high, levels: kept };
}

async function reducedWebp(
  image: () => ReturnType<typeof decode>,
  side: number,
  maxBytes: number,
  isColoured: boolean,
): Promise<SmallPicture> {
  const { width: recordedWidth = 0, height: recordedHeight = 0 } = await image().metadata();
  const encode = async (longest: number) => {
    const resized = image().resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true });
    const { data, info } = await resized.webp({ quality: 82 }).toBuffer({ resolveWithObject: true });
    return { content: data, width: info.width, height: info.height };
  };
  const found = await fitting(encode, Math.min(side, Math.max(recordedWidth, recordedHeight)), maxBytes);
  return {
    type: 'image/webp',
    ...{ ...found, content: bytesOf(found.content) },
    ...{ recordedWidth, recordedHeight, isColoured },
    constant: null,
  };
}

/** What `encode` makes with the longest side that takes at most `maxBytes`, from `side` pixels down to 16. */
async function fitting<T extends { content: Buffer }>(
  encode: (side: number) => Promise<T>,
  side: number,
  maxBytes: number,
): Promise<T> {
  const made = await encode(side);
  const excess = made.content.length / maxBytes;
  if (excess <= 1 || side <= MIN_PIXELS) return made;
  const smaller = Math.max(MIN_PIXELS, Math.min(side - 1, Math.floor((MARGIN * side) / Math.sqrt(excess))));
  return fitting(encode, smaller, maxBytes);
}
