/*
 * A decoder for the PNG files that loggers write for saliency maps: eight bits, grey or RGB, not interlaced. It is four times as fast as
 * a general library for pictures of this size, and a survey decodes every map of a job. Everything else is left to the library.
 *
 * Format: https://www.w3.org/TR/png-3/
 */
import { inflateSync } from 'node:zlib';
import type { Levels } from '../sketch/sketch';

const SIGNATURE = [0x89504e47, 0x0d0a1a0a];
const IHDR = 0x49484452;
const IDAT = 0x49444154;
const TRNS = 0x74524e53;
const IEND = 0x49454e44;
const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3 };
/** Libraries write chunks of 8 KB and more; a file of empty ones would have millions. */
const MAX_DATA_CHUNKS = 10_000;
/** Length, type and checksum of a chunk. */
const CHUNK_OVERHEAD = 12;

/** The file says that it is a PNG of the plain kind, but its pixels cannot be decoded. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

/**
 * The pixels of a plain PNG, or null for every other file.
 *
 * @param maxPixels files with more are left to the library, which has limits of its own
 * @throws PngError for a plain PNG whose pixels are damaged or missing
 */
export function decodePlainPng(content: Uint8Array, maxPixels: number): Levels | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const header = readHeader(view);
  if (header === null || header.width * header.height > maxPixels) return null;
  const data = dataChunks(view, content);
  if (data === null) return null;
  const { width, height, channels } = header;
  const stride = width * channels;
  const size = height * (stride + 1);
  let filtered: Uint8Array;
  try {
    filtered = inflateSync(data, { maxOutputLength: size + 1 });
  } catch (error) {
    throw new PngError(`Its pixels cannot be decompressed: ${error instanceof Error ? error.message : error}.`);
  }
  if (filtered.length !== size) throw new PngError(`It has ${filtered.length} bytes of pixels instead of ${size}.`);
  return { data: unfilter(filtered, stride, height, channels), width, height, channels };
}

function readHeader(view: DataView): { width: number; height: number; channels: number } | null {
  const end = 8 + CHUNK_OVERHEAD + 13;
  if (view.byteLength < end || SIGNATURE.some((word, k) => view.getUint32(4 * k) !== word)) return null;
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== IHDR) return null;
  const [depth, colour, compression, filter, interlace] = [24, 25, 26, 27, 28].map((at) => view.getUint8(at));
  const [width, height, channels] = [view.getUint32(16), view.getUint32(20), CHANNELS[colour]];
  const isPlain = depth === 8 && compression === 0 && filter === 0 && interlace === 0;
  return isPlain && channels && width > 0 && height > 0 ? { width, height, channels } : null;
}

/** The compressed pixels; null if the picture has transparency, or pixels in very many chunks. */
function dataChunks(view: DataView, content: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (let at = 8; at + CHUNK_OVERHEAD <= view.byteLength; at += CHUNK_OVERHEAD + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === TRNS) return null;
    if (type === IEND) break;
    if (type === IDAT) parts.push(content.subarray(at + 8, at + 8 + view.getUint32(at)));
    if (parts.length > MAX_DATA_CHUNKS) return null;
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

/** Undoes the filter of each row: bytes are differences to their neighbours on the left (a), above (b) and above left (c). */
function unfilter(filtered: Uint8Array, stride: number, height: number, channels: number): Uint8Array {
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const filter = filtered[from];
    const start = y * stride;
    pixels.set(filtered.subarray(from + 1, from + 1 + stride), start);
    if (filter === 0) continue;
    if (filter > 4) throw new PngError(`Row ${y} has the unknown filter ${filter}.`);
    const above = y > 0 ? start - stride : -1;
    if (filter === 1) addLeft(pixels, start, stride, channels);
    else if (filter === 2) addAbove(pixels, start, stride, above);
    else if (filter === 3) addMean(pixels, start, stride, channels, above);
    else addPaeth(pixels, start, stride, channels, above);
  }
  return pixels;
}

function addLeft(pixels: Uint8Array, start: number, stride: number, channels: number): void {
  for (let x = start + channels; x < start + stride; x++) pixels[x] += pixels[x - channels];
}

function addAbove(pixels: Uint8Array, start: number, stride: number, above: number): void {
  if (above < 0) return;
  for (let x = 0; x < stride; x++) pixels[start + x] += pixels[above + x];
}

function addMean(pixels: Uint8Array, start: number, stride: number, channels: number, above: number): void {
  for (let x = 0; x < stride; x++) {
    const a = x >= channels ? pixels[start + x - channels] : 0;
    const b = above >= 0 ? pixels[above + x] : 0;
    pixels[start + x] += (a + b) >> 1;
  }
}

function addPaeth(pixels: Uint8Array, start: number, stride: number, channels: number, above: number): void {
  for (let x = 0; x < stride; x++) {
    const a = x >= channels ? pixels[start + x - channels] : 0;
    const b = above >= 0 ? pixels[above + x] : 0;
    const c = x >= channels && above >= 0 ? pixels[above + x - channels] : 0;
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    pixels[start + x] += pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  }
}
