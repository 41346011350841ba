import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { maskOriginal } from '../../../lib/image/outcome';
import { heatmapPixels, opaqueOriginal, overlay, thumbnail } from '../../../lib/image/render';
import { encoded } from '../../support/encoded';

const LEVELS = Uint8Array.of(0, 1, 128, 255);

async function pixelsOf(picture: Uint8Array) {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 4, height: 1, channels: 4 });
  return Array.from({ length: 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
}

const RAMP = [
  [55, 25, 86, 0],
  [55, 25, 85, 1],
  [155, 140, 42, 128],
  [255, 255, 0, 255],
];

test('an overlay runs from purple to yellow, more opaque where a pixel is more salient', async () => {
  const grey = await sharp(LEVELS, { raw: { width: 4, height: 1, channels: 1 } })
    .png()
    .toBuffer();
  expect(await pixelsOf(await overlay(encoded(grey)))).toEqual(RAMP);
});

test('of a heatmap in colour the first channel is used', async () => {
  const red = Uint8Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? LEVELS[i / 3] : 77));
  const colour = await sharp(red, { raw: { width: 4, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  expect(await pixelsOf(await overlay(encoded(colour)))).toEqual(RAMP);
});

test('a heatmap with an alpha channel is not changed', async () => {
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
  const painted = await sharp(pixels, { raw: { width: 4, height: 1, channels: 4 } })
    .png()
    .toBuffer();
  expect((await pixelsOf(await overlay(encoded(painted)))).flat()).toEqual([...pixels]);
});

const DECODED = new Uint8Array([4, 0, 0, 0, 1, 0, 0, 0, ...LEVELS]);

test.each([1, 3] as const)('the pixels of a heatmap with %i channels are its first channel', async (channels) => {
  const pixels = Uint8Array.from({ length: 4 * channels }, (_, i) => (i % channels === 0 ? LEVELS[i / channels] : 77));
  const heatmap = await sharp(pixels, { raw: { width: 4, height: 1, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  expect(await heatmapPixels(encoded(heatmap))).toEqual(DECODED);
});

test('the pixels of a heatmap with an alpha channel are all its channels', async () => {
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
  const painted = await sharp(pixels, { raw: { width: 4, height: 1, channels: 4 } })
    .png()
    .toBuffer();
  expect(await heatmapPixels(encoded(painted))).toEqual(new Uint8Array([...DECODED.subarray(0, 8), ...pixels]));
});

/** Position behind the header of a PNG. */
const AFTER_HEADER = 33;

describe('an original is composed over white', () => {
  // Opaque, half transparent, hidden: 200 becomes 255 − 55 × opacity.
  const levels = [200, 228, 255];
  const alpha = [255, 128, 0];
  const of = (channels: 2 | 4) =>
    sharp(Uint8Array.from(alpha.flatMap((opacity) => [...Array(channels - 1).fill(200), opacity])), {
      raw: { width: 3, height: 1, channels },
    });
  /** A picture of the levels 201, 200 and 200, of which 200 is transparent. */
  const keyed = async (channels: 1 | 3) => {
    const pixels = Uint8Array.from([201, 200, 200].flatMap((level) => Array(channels).fill(level)));
    const opaque = sharp(pixels, { raw: { width: 3, height: 1, channels } }).toColourspace(
      channels === 1 ? 'b-w' : 'srgb',
    );
    const content = Buffer.from([...Buffer.from('tRNS'), ...Array(channels).fill([0, 200]).flat()]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(content.length - 4);
    around.writeUInt32BE(crc32(content), 4);
    const chunk = [around.subarray(0, 4), content, around.subarray(4)];
    const png = await opaque.png().toBuffer();
    return Buffer.concat([png.subarray(0, AFTER_HEADER), ...chunk, png.subarray(AFTER_HEADER)]);
  };

  test.each<[string, () => Promise<Uint8Array>, number[]]>([
    ['RGBA', () => of(4).png().toBuffer(), levels],
    ['grey with alpha', () => of(2).toColourspace('b-w').png().toBuffer(), levels],
    ['a palette with transparent colours', () => of(4).png({ palette: true }).toBuffer(), levels],
    ['16 bits per channel', () => of(4).toColourspace('rgb16').png().toBuffer(), levels],
    ['WebP', () => of(4).webp({ lossless: true }).toBuffer(), levels],
    ['GIF', () => of(4).gif().toBuffer(), [200, 200, 255]],
    ['a transparent grey', () => keyed(1), [201, 255, 255]],
    ['a transparent colour', () => keyed(3), [201, 255, 255]],
  ])('%s', async (_, make, expected) => {
    const original = encoded(await make());
    const { data, info } = await sharp(await opaqueOriginal(original))
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([3, 1, 3]);
    const first = [0, 1, 2].map((pixel) => data[3 * pixel]);
    expect(Math.max(...first.map((level, i) => Math.abs(level - expected[i])))).toBeLessThanOrEqual(2);
    const masked = await maskOriginal(original, 0);
    expect([...masked.original]).toEqual([...data]);
  });

  test('in a thumbnail', async () => {
    const clear = sharp({
      create: { width: 90, height: 60, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } },
    });
    const small = await thumbnail(encoded(await clear.png().toBuffer()));
    const { channels, isOpaque } = await sharp(small).stats();
    expect(isOpaque).toBe(true);
    const off = channels.map(({ mean }, channel) => Math.abs(mean - [227.5, 127.5, 127.5][channel]));
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });
});

describe('a picture that takes more than it may is not decoded', () => {
  const grey = () => sharp({ create: { width: 64, height: 64, channels: 3, background: 'grey' } }).toColourspace('b-w');

  test('because it has more pixels than its header said', async () => {
    const heatmap = { ...encoded(await grey().png().toBuffer()), maxPixels: 64 * 64 - 1 };
    await expect(overlay(heatmap)).rejects.toThrow('pixel limit');
  });

  test('because it has many scans', async () => {
    const progressive = await grey().jpeg({ progressive: true }).toBuffer();
    const scans = progressive.filter((byte, i) => byte === 0xff && progressive[i + 1] === 0xda).length;
    expect(scans).toBeGreaterThan(1);
    const allowed = { ...encoded(progressive), pixels: 64 * 64, maxScanned: scans * 64 * 64 };
    expect((await thumbnail(allowed)).length).toBeGreaterThan(0);
    await expect(thumbnail({ ...allowed, maxScanned: allowed.maxScanned - 1 })).rejects.toThrow(`${scans} scans`);
  });
});
