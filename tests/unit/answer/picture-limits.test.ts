import { describe, expect, test } from 'vitest';
import { budgetOf, DECODING_BYTES, MAX_PIXELS, USES } from '../../../lib/answer/picture-limits';
import { plainLayout } from '../../../lib/image/layout';

const sized = (width: number, height: number, wholePerPixel = 0) => ({
  ...plainLayout('image/png'),
  width,
  height,
  wholeBytes: wholePerPixel * width * height,
});

test('a picture takes the memory of its file, its decoder and its result', () => {
  expect(budgetOf(sized(100, 50, 4), 777, USES.overlay)).toMatchObject({
    bytes: 777 + 4 * 5_000 + USES.overlay.perPixel * 5_000,
    isLarge: false,
    pixels: 5_000,
  });
});

test('a conversion from four colours takes memory, whatever is made', () => {
  const { thumbnail } = USES;
  const fourColours = { ...sized(1_000, 1_000), isFourColour: true };
  expect(budgetOf(fourColours, 0, thumbnail)).toMatchObject({ bytes: 10_000_000 });
});

describe('a picture is refused with the number', () => {
  test.each([
    [sized(8_001, 8_000), USES.thumbnail, 'has 64,008,000 pixels; the pixel limit is 64,000,000'],
    [sized(1, 65_536), USES.thumbnail, 'is 1 × 65,536 pixels; the limit for a side is 65,535'],
    [sized(60_000_000, 1), USES.thumbnail, 'is 60,000,000 × 1 pixels; the limit for a side is 65,535'],
    [sized(8_000, 8_000, 6), USES.thumbnail, 'has 64,000,000 pixels and takes 367 MB of memory; the limit is 256 MB'],
    [sized(8_000, 5_000), USES.layer, 'has 40,000,000 pixels and takes 382 MB of memory; the limit is 256 MB'],
    [
      sized(1_000, 1_000),
      { ...USES.layer, radius: 1_000 },
      'has 1,000,000 pixels; the limit for a blur of 1000 pixels is 66,666',
    ],
  ])('%#', (layout, use, excess) => {
    expect(budgetOf(layout, 0, use)).toEqual({ excess });
  });
});

test('what is within the limits is not refused', () => {
  expect(budgetOf(sized(8_000, 8_000), 0, USES.overlay)).toMatchObject({ isLarge: true, pixels: MAX_PIXELS });
  expect(budgetOf(sized(2_000, 1_000), 0, { ...USES.layer, radius: 180 })).toMatchObject({ isLarge: true });
  expect(budgetOf(sized(224, 224), 0, { ...USES.layer, radius: 1_000 })).toMatchObject({ isLarge: true });
  expect(budgetOf(sized(2_000, 1_000), 0, { ...USES.layer, radius: 20 })).toMatchObject({ isLarge: false });
  expect(budgetOf(sized(0, 0), DECODING_BYTES, USES.thumbnail)).toMatchObject({ isLarge: true });
});

test('a file that does not say its size may be decoded up to a small one', () => {
  expect(budgetOf(sized(0, 0), 1_000, USES.thumbnail)).toMatchObject({ isLarge: false, maxPixels: 4_000_000 });
});
