import { bytesOf, decode, type Encoded, FAST, fromPixels, inStrips } from './decode';

/**
 * A CMYK JPEG as an RGB PNG: each of red, green and blue is (255 − ink) × (255 − black) ÷ 255, as in Pillow and
 * browsers if there is no colour profile. Throws if it cannot be decoded.
 */
export async function cmykToRgb(jpeg: Encoded): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await decode(jpeg)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = new Uint8Array(3 * width * height);
  await inStrips(width, height, (top, bottom) => {
    for (let from = 4 * top * width, to = 3 * top * width; to < 3 * bottom * width; from += 4) {
      const light = 255 - data[from + 3];
      for (let ink = 0; ink < 3; ink++) pixels[to++] = light - Math.round((data[from + ink] * light) / 255);
    }
  });
  return bytesOf(await fromPixels(pixels, width, height, 3).png({ compressionLevel: FAST }).toBuffer());
}
