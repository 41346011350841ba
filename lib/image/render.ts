import 'server-only';
import sharp, { type Sharp } from 'sharp';
import { colourTable, LEVELS } from './colour-map';

/* Pictures that the server makes with sharp. Each takes the bytes of a file and throws where they cannot be decoded. */

const MAX_PIXELS = 64_000_000;

/** Side of a thumbnail, pixels: twice its size on the screen. */
const THUMBNAIL_PIXELS = 96;

/** The predecessor's ramp, as opaque as the pixel is salient. */
const OVERLAY = Uint32Array.from(
  { length: LEVELS },
  (_, level) => ((colourTable('ramp')[level] & 0x00ffffff) | (level << 24)) >>> 0,
);

export function decode(content: Uint8Array): Sharp {
  return sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
}

/** A square WebP cut from the middle of an original. */
export async function thumbnail(original: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const size = { width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'cover' } as const;
  return bytesOf(await decode(original).rotate().resize(size).webp({ quality: 80 }).toBuffer());
}

/**
 * A heatmap as a PNG to be laid over its original: the predecessor's ramp from purple to yellow, as opaque as the pixel is
 * salient. A heatmap with an alpha channel is coloured already and comes back as it is, as a PNG.
 */
export async function overlay(heatmap: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const image = decode(heatmap);
  if ((await image.metadata()).hasAlpha) return bytesOf(await image.png().toBuffer());
  const { data, info } = await image
    .toColourspace('srgb')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const table = OVERLAY;
  const pixels = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) pixels[i] = table[data[i]];
  const raw = { width: info.width, height: info.height, channels: 4 } as const;
  return bytesOf(await sharp(new Uint8Array(pixels.buffer), { raw }).png({ compressionLevel: 6 }).toBuffer());
}

export function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
