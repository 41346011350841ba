import pLimit from 'p-limit';
import { decode } from '../image/decode';
import { sourceOf } from '../image/file-window';
import { count, type Layout, lengthOf, MAX_SIDE, type Piece, piecesWithout } from '../image/layout';
import { layoutOf } from '../image/read-layout';
import { crc32c } from '../record/crc32c';
import type { Levels } from '../sketch/sketch';
import { isOfStore, type Storage } from '../storage/storage';
import { decodePlainPng } from './plain-png';

/** Larger files and pictures are not surveyed: far above what explainers write. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
const MAX_PIXELS = 16_000_000;
/** Pixels times scans of a progressive JPEG. */
const MAX_SCANNED = 64_000_000;

/** Memory for a whole picture, which interlaced and progressive ones take, bytes. */
const MAX_WHOLE_BYTES = 64 * 2 ** 20;
/** Larger pictures are left to the library, which decodes them row by row, one at a time. */
const SMALL_PIXELS = 2_000_000;

/** Maps that a thread holds at a time: the next one is read while one is decoded. */
const atOnce = pLimit(2);
const largeAtOnce = pLimit(1);

/** Formats that are compressed with losses (WebP mostly is). */
const LOSSY = new Set(['image/jpeg', 'image/webp']);

/** A heatmap that was read. */
export interface ReadMap {
  /** Null for a coloured heatmap (with an alpha channel), whose colours say nothing about evidence. */
  levels: Levels | null;
  isLossy: boolean;
}

/** Tells a file from one that takes its place; never 0. */
export function checksumOf(content: Uint8Array): number {
  return crc32c(content) || 1;
}

/**
 * The levels of the heatmap at `path` inside `root`.
 *
 * @param onContent is called with the checksum of the file before it is decoded, see `checksumOf`
 * @throws StorageError if the file cannot be read
 * @throws Error with a sentence if it is no picture that can be decoded
 */
export function readMap(
  storage: Storage,
  root: string,
  path: string,
  onContent: (checksum: number) => void,
): Promise<ReadMap> {
  return atOnce(async () => {
    const content = await storage.readInside(root, path, MAX_FILE_BYTES);
    onContent(checksumOf(content));
    return decodeMap(content);
  });
}

async function decodeMap(content: Uint8Array): Promise<ReadMap> {
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
  return pixels > SMALL_PIXELS ? largeAtOnce(() => decodeWith(layout, content)) : decodeWith(layout, content);
}

/** Decodes with the library. */
async function decodeWith(layout: Layout, content: Uint8Array): Promise<ReadMap> {
  const pixels = layout.width * layout.height;
  const picture = {
    content: joined(content, piecesWithout(layout, 'metadata', content.length)),
    isFourColour: layout.isFourColour,
    pixels,
    maxPixels: MAX_PIXELS,
    maxScanned: MAX_SCANNED,
  };
  const isLossy = LOSSY.has(layout.type);
  const mayHaveAlpha = layout.type !== 'image/jpeg';
  if (mayHaveAlpha && (await decode(picture).metadata()).hasAlpha) return { levels: null, isLossy };
  // A grey picture is not converted to colours first, which takes longer than decoding it.
  const image = layout.isGreyJpeg
    ? decode(picture).toColourspace('b-w')
    : decode(picture).toColourspace('srgb').extractChannel(0);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { levels: { data, width: info.width, height: info.height, channels: 1 }, isLossy };
}

/** The checksum of the file at `path` inside `root`, 0 if it cannot be read. Throws StorageError while an object store cannot be reached. */
export async function checksumAt(storage: Storage, root: string, path: string): Promise<number> {
  const content = await storage.readInside(root, path, MAX_FILE_BYTES).catch((error) => {
    if (isOfStore(error)) throw error;
    return null;
  });
  return content === null ? 0 : checksumOf(content);
}

/**
 * Width and height of the original at `path` inside `root`, from its header; null if the header does not say, or it is too large.
 *
 * @throws StorageError if the file cannot be read
 */
export async function sizeOfOriginal(
  storage: Storage,
  root: string,
  path: string,
): Promise<{ width: number; height: number } | null> {
  const file = await storage.openInside(root, path);
  try {
    const { size } = await file.stat();
    const layout = await layoutOf({ size, read: (target, position) => file.read(target, position) });
    if (layout === null || layout.width === 0 || layout.width * layout.height > MAX_PIXELS) return null;
    return { width: layout.width, height: layout.height };
  } finally {
    await file.close();
  }
}

function joined(content: Uint8Array, pieces: readonly Piece[]): Uint8Array {
  if (pieces.length === 1 && lengthOf(pieces[0]) === content.length) return content;
  return Buffer.concat(
    pieces.map((piece) => (piece instanceof Uint8Array ? piece : content.subarray(piece.start, piece.end))),
  );
}
