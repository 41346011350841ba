import { decode } from '../image/decode';
import { sourceOf } from '../image/file-window';
import { count, type Layout, lengthOf, MAX_SIDE, type Piece, piecesWithout } from '../image/layout';
import { layoutOf } from '../image/read-layout';
import type { Levels } from '../sketch/sketch';
import type { InLargeTurn } from './large-turn';
import { decodePlainPng } from './plain-png';

/** Larger pictures are not surveyed: far above what explainers write. */
export const MAX_PIXELS = 16_000_000;
/** Pixels times scans of a progressive JPEG. */
const MAX_SCANNED = 64_000_000;

/** Memory for a whole picture, which interlaced and progressive ones take, bytes. */
const MAX_WHOLE_BYTES = 64 * 2 ** 20;
/** Larger pictures are left to the library, which decodes them row by row, one at a time. */
const SMALL_PIXELS = 2_000_000;

/** Formats that are compressed with losses (WebP mostly is). */
const LOSSY = new Set(['image/jpeg', 'image/webp']);

/** A heatmap that was read. */
export interface ReadMap {
  /** Null for a coloured heatmap (with an alpha channel), whose colours say nothing about evidence. */
  levels: Levels | null;
  isLossy: boolean;
}

/**
 * The levels of a heatmap.
 *
 * @param content of its file
 * @param inLargeTurn decodes a large picture when it is its turn
 * @throws Error with a sentence if it is no picture that can be decoded
 */
export async function decodeMap(content: Uint8Array, inLargeTurn: InLargeTurn): Promise<ReadMap> {
  const plain = decodePlainPng(content, SMALL_PIXELS);
  if (plain !== null) return { levels: plain, isLossy: false };
  const layout = await layoutOf(sourceOf(content));
  if (layout === null) throw new Error('It is not a picture of a supported format.');
  const pixels = layout.width * layout.height;
  if (pixels > MAX_PIXELS) throw new Error(`It has ${count(pixels)} pixels; ${count(MAX_PIXELS)} are surveyed.`);
  const side = Math.max(layout.width, layout.height);
  if (side > MAX_SIDE) throw new Error(`A side has ${count(side)} pixels; up to ${count(MAX_SIDE)} are surveyed.`);
  const megabytes = (bytes: number) => count(Math.ceil(bytes / 2 ** 20));
  if (layout.wholeBytes > MAX_WHOLE_BYTES)
    throw new Error(
      `It takes ${megabytes(layout.wholeBytes)} MB of memory; up to ${megabytes(MAX_WHOLE_BYTES)} MB are used.`,
    );
  return pixels > SMALL_PIXELS ? inLargeTurn(() => decodeWith(layout, content)) : decodeWith(layout, content);
}

/** Decodes with the library. */
async function decodeWith(layout: Layout, content: Uint8Array): Promise<ReadMap> {
  const pixels = layout.width * layout.height;
  const picture = decode({
    content: joined(content, piecesWithout(layout, 'metadata', content.length)),
    isFourColour: layout.isFourColour,
    pixels,
    maxPixels: MAX_PIXELS,
    maxScanned: MAX_SCANNED,
  });
  const isLossy = LOSSY.has(layout.type);
  const mayHaveAlpha = layout.type !== 'image/jpeg';
  if (mayHaveAlpha && (await picture.metadata()).hasAlpha) return { levels: null, isLossy };
  // A grey picture is not converted to colours first, which takes longer than decoding it.
  const image = layout.isGreyJpeg ? picture.toColourspace('b-w') : picture.toColourspace('srgb').extractChannel(0);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { levels: { data, width: info.width, height: info.height, channels: 1 }, isLossy };
}

function joined(content: Uint8Array, pieces: readonly Piece[]): Uint8Array {
  if (pieces.length === 1 && lengthOf(pieces[0]) === content.length) return content;
  return Buffer.concat(
    pieces.map((piece) => (piece instanceof Uint8Array ? piece : content.subarray(piece.start, piece.end))),
  );
}
