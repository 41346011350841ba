import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { reportMap, reportOriginal, thinned } from '../../../lib/image/report-picture';
import { encoded } from '../../support/encoded';
import { random } from '../../support/random';

/** Levels without any pattern, which no format makes smaller. */
function noise(width: number, height: number): Uint8Array {
  const next = random(7);
  return Uint8Array.from({ length: width * height }, () => Math.floor(next() * 256));
}

const grey = (levels: Uint8Array, width: number, height: number) =>
  sharp(levels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();

const levelsOf = async (content: Uint8Array) => new Uint8Array(await sharp(content).extractChannel(0).raw().toBuffer());

describe('a map of a report', () => {
  test('has the recorded levels where there is room', async () => {
    const levels = noise(40, 30);
    const made = await reportMap(encoded(await grey(levels, 40, 30)), 10_000);
    expect(made).toMatchObject({ type: 'image/png', width: 40, height: 30, recordedWidth: 40, isColoured: false });
    expect(await levelsOf(made.content)).toEqual(levels);
  });

  test.each([3_500, 9_000, 28_000])(
    'takes at most %i bytes, with recorded levels at even distances',
    async (maxBytes) => {
      const levels = noise(512, 256);
      const made = await reportMap(encoded(await grey(levels, 512, 256)), maxBytes);
      expect(made.content.length).toBeLessThanOrEqual(maxBytes);
      expect(made.width * made.height).toBeGreaterThan(0.7 * maxBytes);
      expect(await levelsOf(made.content)).toEqual(thinned({ width: 512, height: 256, levels }, made.width).levels);
    },
  );

  test('is at most 320 pixels wide', async () => {
    const made = await reportMap(encoded(await grey(new Uint8Array(1000 * 10).fill(9), 1000, 10)), 10_000);
    expect(made).toMatchObject({ width: 320, height: 3, recordedWidth: 1000, recordedHeight: 10, constant: 9 });
  });

  test('that was recorded in colour stays as it is', async () => {
    const background = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const png = await sharp({ create: { width: 20, height: 10, channels: 4, background } })
      .png()
      .toBuffer();
    const made = await reportMap(encoded(png), 10_000);
    expect(made).toMatchObject({ type: 'image/webp', isColoured: true, width: 20, height: 10 });
    expect((await sharp(made.content).metadata()).hasAlpha).toBe(true);
  });
});

test('an original is reduced until it fits', async () => {
  const levels = noise(900, 600);
  const png = await sharp(levels, { raw: { width: 900, height: 200, channels: 3 } })
    .png()
    .toBuffer();
  const made = await reportOriginal(encoded(png), 6_000);
  expect(made.content.length).toBeLessThanOrEqual(6_000);
  expect(made.width / made.height).toBeCloseTo(4.5, 0);
  const roomy = await reportOriginal(encoded(png), 1_000_000);
  expect(roomy).toMatchObject({ width: 320, height: 71, recordedWidth: 900 });
});

test('thinning keeps values of the recorded map', () => {
  const levels = Uint8Array.from({ length: 16 }, (_, k) => k);
  expect(thinned({ width: 4, height: 4, levels }, 2)).toEqual({
    width: 2,
    height: 2,
    levels: Uint8Array.of(5, 7, 13, 15),
  });
  expect(thinned({ width: 4, height: 4, levels }, 8).levels).toBe(levels);
});
