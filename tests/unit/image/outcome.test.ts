import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  type Box,
  gaussianRadius,
  type MaskedOriginal,
  maskOriginal,
  outcome,
  unpackBoxes,
} from '../../../lib/image/outcome';
import { packBoxes } from '../../support/boxes';
import { encoded } from '../../support/encoded';
import { random } from '../../support/random';

const ROOT = new URL('../../..', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, ROOT)));

/** Red, green and blue of every pixel. */
async function pixelsOf(picture: Uint8Array) {
  return sharp(picture).removeAlpha().raw().toBuffer();
}

/** How far two pictures are from each other, levels of 255 on average. */
async function distance(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all([pixelsOf(one), pixelsOf(other)]);
  expect(a.length).toBe(b.length);
  return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]), 0) / a.length;
}

describe('a layer equals the output of the predecessor and of Pillow', () => {
  const HOC_SPLIT = 'fixtures/hoc_split/job/_explain_1700000003/origin_images/0/0.jpg';
  const LAYER_2: Box[] = [
    [14, 154, 16, 56],
    [32, 154, 16, 56],
    [51, 154, 16, 56],
  ];

  test.each<[string, string, number, Box[]]>([
    ['layer_0.png', HOC_SPLIT, 9, [[0, 110, 144, 114]]],
    ['layer_2.png', HOC_SPLIT, 9, LAYER_2],
    ['photo.png', 'tests/unit/image/outcome/photo.jpg', 21, [[60, 40, 90, 120]]],
  ])('%s, within half a level', async (recorded, original, radius, boxes) => {
    const picture = await outcome(await maskOriginal(encoded(read(original)), radius), boxes);
    expect(await distance(picture, read(`tests/unit/image/outcome/${recorded}`))).toBeLessThan(0.5);
  });
});

describe('boxes', () => {
  const MASKED: MaskedOriginal = {
    width: 3,
    height: 2,
    original: Uint8Array.from({ length: 18 }, (_, i) => i + 1),
    masked: Uint8Array.of(100, 101, 102, 103, 104, 105),
  };
  const HIDDEN = [100, 100, 100, 101, 101, 101, 102, 102, 102, 103, 103, 103, 104, 104, 104, 105, 105, 105];
  const shown = async (...boxes: Box[]) => [...(await pixelsOf(await outcome(MASKED, boxes)))];

  test('show the original, pixel by pixel', async () => {
    expect(await shown([1, 1, 1, 1])).toEqual([...HIDDEN.slice(0, 12), 13, 14, 15, ...HIDDEN.slice(15)]);
  });

  test('a hundred thousand overlapping ones are drawn in one pass', async () => {
    const many = Array.from({ length: 100_000 }, (_, i): Box => [i % 2, 0, 2, 2]);
    expect(await shown(...many)).toEqual([...MASKED.original]);
  });

  test('that overlap, meet and lie in each other show what each of them shows', async () => {
    const [width, height] = [23, 17];
    const next = random(5);
    const whole = (below: number) => Math.floor(next() * below);
    const many = Array.from({ length: 40 }, (): Box => [whole(30) - 4, whole(24) - 4, whole(8), whole(8)]);
    const picture: MaskedOriginal = {
      width,
      height,
      original: new Uint8Array(width * height * 3).fill(255),
      masked: new Uint8Array(width * height),
    };
    const isInside = (x: number, y: number) =>
      many.some(([left, top, wide, high]) => x >= left && x < left + wide && y >= top && y < top + high);
    const pixels = await pixelsOf(await outcome(picture, unpackBoxes(packBoxes(many))));
    for (let i = 0; i < width * height; i++)
      expect(pixels[3 * i] === 255, `pixel ${i}`).toBe(isInside(i % width, Math.floor(i / width)));
  });

  test('may overlap', async () => {
    expect(await shown([0, 0, 2, 2], [1, 0, 2, 2])).toEqual([...MASKED.original]);
  });

  test.each<[string, Box]>([
    ['to the left and above', [-5, -5, 6, 6]],
    ['to the right and below', [0, 0, 1_000, 1]],
  ])('that extend beyond the picture %s are clipped', async (_, box) => {
    const right = Math.min(3, box[0] + box[2]);
    expect(await shown(box)).toEqual([...MASKED.original.subarray(0, 3 * right), ...HIDDEN.slice(3 * right)]);
  });

  test.each<[string, Box[]]>([
    ['none', []],
    ['without an area', [[1, 1, 0, 1]]],
    ['of a negative size', [[2, 1, -1, -1]]],
    ['beside the picture', [[3, 0, 5, 5]]],
  ])('%s show nothing', async (_, boxes) => {
    expect(await shown(...boxes)).toEqual(HIDDEN);
  });
});

describe('the supported formats of an original', () => {
  const base = () => sharp(read('tests/unit/image/outcome/photo.jpg')).resize(32, 24);
  test.each([
    ['grey', () => base().greyscale().png().toBuffer()],
    ['with alpha', () => base().ensureAlpha(0.5).png().toBuffer()],
    ['grey with alpha', () => base().greyscale().ensureAlpha(0.5).png().toBuffer()],
    ['of 16 bits', () => base().toColourspace('rgb16').png().toBuffer()],
    ['CMYK', () => base().toColourspace('cmyk').jpeg().toBuffer()],
    ['with a palette', () => base().png({ palette: true }).toBuffer()],
    ['a WebP', () => base().webp().toBuffer()],
  ])('%s', async (_, make) => {
    const { width, height, original, masked } = await maskOriginal(encoded(await make()), 3);
    expect([width, height, original.length, masked.length]).toEqual([32, 24, 32 * 24 * 3, 32 * 24]);
  });

  test('bytes that are no picture are refused', async () => {
    await expect(maskOriginal(encoded(new TextEncoder().encode('no picture')), 9)).rejects.toThrow();
  });
});

describe('masks', () => {
  test.each([
    ['gaussian:9', 9],
    ['gaussian:2.5', 2.5],
    ['gaussian:0', 0],
    ['gaussian:1000', 1000],
  ])('%s has a radius', (mask, radius) => {
    expect(gaussianRadius(mask)).toBe(radius);
  });

  test.each([
    '',
    'gaussian',
    'gaussian:',
    'gaussian:-1',
    'gaussian:1001',
    'gaussian:9px',
    'Gaussian:9',
    'black',
    'xgaussian:9',
  ])('"%s" is unknown', (mask) => {
    expect(gaussianRadius(mask)).toBeNull();
  });

  test('a radius of 0 does not blur', async () => {
    const pixels = Uint8Array.of(200, 200, 200, 0, 0, 0);
    const original = await sharp(pixels, { raw: { width: 2, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    expect([...(await maskOriginal(encoded(original), 0)).masked]).toEqual([140, 0]);
  });
});
