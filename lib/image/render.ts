import 'server-only';
import sharp, { type Sharp } from 'sharp';
import { colourTable, LEVELS } from './colour-map';

/* Pictures created with sharp on the server. Each function takes the bytes of a file and throws if they cannot be decoded. */

const MAX_PIXELS = 64_000_000;

// Pictures are small and several are created concurrently: one thread each has a higher throughput than all threads for one.
sharp.concurrency(1);

/** Compression level of zlib (0–9): higher ones take up to four times as long and save a sixth of the bytes. */
export const FAST = 2;

/** Side of a thumbnail, pixels: twice its size on the screen. */
const THUMBNAIL_PIXELS = 96;

/** The predecessor's ramp, with salience as the opacity. */
const OVERLAY = Uint32Array.from(
  { length: LEVELS },
  (_, level) => ((colourTable('ramp')[level] & 0x00ffffff) | (level << 24)) >>> 0,
);

/** Decodes a picture to its pixels as stored: not rotated, and without colour profile. */
export function decode(content: Uint8Array): Sharp {
  return sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error', ignoreIcc: true });
}

/** A square WebP from the centre of an original. */
export async function thumbnail(original: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const size = { width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'cover' } as const;
  return bytesOf(await decode(original).resize(size).webp({ quality: 80 }).toBuffer());
}

/**
 * A heatmap as a PNG overlay for its original: the predecessor's ramp from purple to yellow, with salience as the
 * opacity. A heatmap with an alpha channel is already coloured and returned unchanged, as a PNG.
 */
export async function overlay(heatmap: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await decode(heatmap).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const raw = { width, height, channels: 4 } as const;
  const pixels = channels === 4 ? data : coloured(data, channels);
  return bytesOf(await sharp(pixels, { raw }).png({ compressionLevel: FAST }).toBuffer());
}

/**
 * The pixels of a heatmap, for clients that cannot decode it exactly: width and height as 32-bit integers, little-endian, then one
 * byte per pixel, or four (RGBA) if it has an alpha channel.
 */
export async function heatmapPixels(heatmap: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await decode(heatmap).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const step = channels === 4 ? 1 : channels;
  const pixels = new Uint8Array(8 + data.length / step);
  const header = new DataView(pixels.buffer);
  header.setUint32(0, width, true);
  header.setUint32(4, height, true);
  if (step === 1) pixels.set(data, 8);
  else for (let from = 0, to = 8; to < pixels.length; from += step) pixels[to++] = data[from];
  return pixels;
}

/** Colours every pixel by its first channel. */
function coloured(levels: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint32Array(levels.length / channels);
  for (let i = 0; i < pixels.length; i++) pixels[i] = OVERLAY[levels[i * channels]];
  return new Uint8Array(pixels.buffer);
}

export function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
