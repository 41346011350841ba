import { colourTable, LEVELS } from './colour-map';
import { bytesOf, decode, decodeOriginal, type Encoded, FAST } from './decode';
import { withPalette } from './palette-png';

/* Pictures made of picture files. Each function throws where a file cannot be decoded within its limits. */

/** Side of a thumbnail, pixels: twice its size on the screen. */
const THUMBNAIL_PIXELS = 96;

/** The predecessor's ramp, with salience as the opacity: red, green, blue and alpha of each level. */
const OVERLAY = new Uint8Array(
  Uint32Array.from({ length: LEVELS }, (_, level) => ((colourTable('ramp')[level] & 0x00ffffff) | (level << 24)) >>> 0)
    .buffer,
);

/** A square WebP from the centre of an original. */
export async function thumbnail(original: Encoded): Promise<Uint8Array<ArrayBuffer>> {
  const size = { width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'cover' } as const;
  return bytesOf(await decodeOriginal(original).resize(size).webp({ quality: 80 }).toBuffer());
}

/** An original as an opaque PNG. */
export async function opaqueOriginal(original: Encoded): Promise<Uint8Array<ArrayBuffer>> {
  const image = decodeOriginal(original).toColourspace('srgb');
  return bytesOf(await image.png({ compressionLevel: FAST }).toBuffer());
}

/**
 * A heatmap as a PNG overlay for its original: the predecessor's ramp from purple to yellow, with salience as the
 * opacity. A heatmap with an alpha channel is already coloured and returned unchanged, as a PNG.
 */
export async function overlay(heatmap: Encoded): Promise<Uint8Array<ArrayBuffer>> {
  const image = decode(heatmap).toColourspace('srgb');
  const { hasAlpha } = await image.metadata();
  if (hasAlpha) return bytesOf(await image.png({ compressionLevel: FAST }).toBuffer());
  const levels = await image.extractChannel(0).png({ compressionLevel: FAST }).toBuffer();
  return withPalette(levels, OVERLAY);
}

/** Bytes before the pixels of `heatmapPixels`: width and height as 32-bit integers, little-endian. */
const SIZE_BYTES = 8;

/**
 * The pixels of a heatmap, for clients that cannot decode it exactly: width and height as 32-bit integers, little-endian, then one
 * byte per pixel, or four (RGBA) if it has an alpha channel.
 */
export async function heatmapPixels(heatmap: Encoded): Promise<Uint8Array<ArrayBuffer>> {
  const image = decode(heatmap).toColourspace('srgb');
  const { hasAlpha } = await image.metadata();
  const shown = hasAlpha ? image : image.extractChannel(0);
  const { data, info } = await shown.raw().toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(SIZE_BYTES + data.length);
  const header = new DataView(pixels.buffer);
  header.setUint32(0, info.width, true);
  header.setUint32(4, info.height, true);
  pixels.set(data, SIZE_BYTES);
  return pixels;
}
