import 'server-only';
import sharp from 'sharp';
import { bytesOf, decode, FAST } from './render';

/**
 * A CMYK JPEG as an RGB PNG: each of red, green and blue is (255 − ink) × (255 − black) ÷ 255, as in Pillow and
 * browsers if there is no colour profile. Throws if it cannot be decoded.
 */
export async function cmykToRgb(jpeg: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await decode(jpeg)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < pixels.length; from += 4) {
    const light = 255 - data[from + 3];
    for (let ink = 0; ink < 3; ink++) pixels[to++] = light - Math.round((data[from + ink] * light) / 255);
  }
  return bytesOf(
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: FAST })
      .toBuffer(),
  );
}
