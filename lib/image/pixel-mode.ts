import 'server-only';
import type { Sharp } from 'sharp';
import { decode } from './render';

/**
 * The pixel mode of a picture by Pillow's name, which decides in the predecessor whether it can be a heatmap: `L` and `RGB`
 * have one level per pixel, `RGBA` is already coloured, and the others are not supported.
 */
export async function pillowMode(content: Uint8Array): Promise<string> {
  const image = decode(content);
  const { format, channels, space, depth, bitsPerSample, isPalette, hasAlpha } = await image.metadata();
  if (format === 'gif') return (await isGrey(image)) ? 'L' : 'P';
  if (isPalette) return 'P';
  if (space === 'cmyk') return 'CMYK';
  if (channels > 2) return hasAlpha ? 'RGBA' : 'RGB';
  if (hasAlpha) return 'LA';
  if (depth !== 'uchar') return 'I';
  return bitsPerSample === 1 ? '1' : 'L';
}

/** Whether every pixel of a picture is grey. */
async function isGrey(image: Sharp): Promise<boolean> {
  const pixels = await image.clone().toColourspace('srgb').removeAlpha().raw().toBuffer();
  return pixels.every((level, i) => level === pixels[i - (i % 3)]);
}
