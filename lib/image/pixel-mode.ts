import type { Sharp } from 'sharp';
import { decode, type Encoded, inStrips } from './decode';

/**
 * The pixel mode of a picture by Pillow's name, which decides in the predecessor whether it can be a heatmap: `L` and `RGB`
 * have one level per pixel, `RGBA` is already coloured, and the others are not supported.
 */
export async function pillowMode(picture: Encoded): Promise<string> {
  const image = decode(picture);
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
  const { data, info } = await image
    .clone()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let grey = true;
  await inStrips(info.width, info.height, (top, bottom) => {
    for (let i = 3 * top * info.width; i < 3 * bottom * info.width && grey; i += 3)
      grey = data[i] === data[i + 1] && data[i] === data[i + 2];
  });
  return grey;
}
