import 'server-only';
import sharp, { type Sharp } from 'sharp';
import { colourTable, LEVELS } from './colour-map';

/* Pictures that the server makes with sharp. Each takes the bytes of a file and throws where they cannot be decoded. */

const MAX_PIXELS = 64_000_000;

// Pictures are small and several are made at a time: one thread each is more of them a second than all threads for one.
sharp.concurrency(1);

/** How hard zlib tries (0–9): more takes up to four times as long for a sixth of the bytes. */
export const FAST = 2;

/** Side of a thumbnail, pixels: twice its size on the screen. */
const THUMBNAIL_PIXELS = 96;

/** The predecessor's ramp, as opaque as the pixel is salient. */
const OVERLAY = Uint32Array.from(
  { length: LEVELS },
  (_, level) => ((colourTable('ramp')[level] & 0x00ffffff) | (level << 24)) >>> 0,
);

/** A picture to be decoded to its pixels as stored: not turned, and without colour profile. */
export function decode(content: Uint8Array): Sharp {
  return sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error', ignoreIcc: true });
}

/** A square WebP cut from the middle of an original. */
export async function thumbnail(original: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const size = { width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'cover' } as const;
  return bytesOf(await decode(original).resize(size).webp({ quality: 80 }).toBuffer());
}

/**
 * A heatmap as a PNG to be laid over its original: the predecessor's ramp from purple to yellow, as opaque as the pixel is
 * salient. A heatmap with an alpha channel is coloured already and comes back as it is, as a PNG.
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

/** The colour of every pixel, by the first of its channels. */
function coloured(levels: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint32Array(levels.length / channels);
  for (let i = 0; i < pixels.length; i++) pixels[i] = OVERLAY[levels[i * channels]];
  return new Uint8Array(pixels.buffer);
}

export function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
