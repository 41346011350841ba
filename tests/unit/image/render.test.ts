import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { heatmapPixels, overlay, thumbnail } from '../../../lib/image/render';
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
