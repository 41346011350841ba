import sharp from 'sharp';
import { expect, test } from 'vitest';
import { overlay } from '../../../lib/image/render';

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
  expect(await pixelsOf(await overlay(grey))).toEqual(RAMP);
});

test('of a heatmap in colour the first channel is used', async () => {
  const red = Uint8Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? LEVELS[i / 3] : 77));
  const colour = await sharp(red, { raw: { width: 4, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  expect(await pixelsOf(await overlay(colour))).toEqual(RAMP);
});

test('a heatmap with an alpha channel is not changed', async () => {
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
  const painted = await sharp(pixels, { raw: { width: 4, height: 1, channels: 4 } })
    .png()
    .toBuffer();
  expect((await pixelsOf(await overlay(painted))).flat()).toEqual([...pixels]);
});
