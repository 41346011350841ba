import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { isFourColourJpeg, withoutViewingHints } from '../../../lib/image/stored-pixels';

/** Four pixels wide and two high, so that a picture that was turned has another size. */
const PIXELS = Uint8Array.from({ length: 4 * 2 * 3 }, (_, i) => (i * 37) % 256);
const picture = () => sharp(PIXELS, { raw: { width: 4, height: 2, channels: 3 } });

const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer());
const FORMATS = ['jpeg', 'png', 'webp'] as const;
const ENCODED = {
  jpeg: (image: Sharp) => image.jpeg({ quality: 95 }),
  png: (image: Sharp) => image.png(),
  webp: (image: Sharp) => image.webp({ lossless: true }),
};

describe.each(FORMATS)('a %s', (format) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'with EXIF orientation %i is not turned, and its pixels stay',
    async (orientation) => {
      const stored = await bytes(ENCODED[format](picture()).withMetadata({ orientation }));
      const shown = withoutViewingHints(stored);
      const { data, info } = await sharp(shown).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([4, 2]);
      expect(data).toEqual(await sharp(stored).raw().toBuffer());
      const { orientation: left, exif } = await sharp(shown).metadata();
      expect([left, exif]).toEqual([undefined, undefined]);
    },
  );

  test('with a colour profile is shown without it', async () => {
    const stored = await bytes(ENCODED[format](picture()).withIccProfile('p3'));
    expect((await sharp(stored).metadata()).icc).toBeDefined();
    const shown = withoutViewingHints(stored);
    expect((await sharp(shown).metadata()).icc).toBeUndefined();
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(stored, { ignoreIcc: true }).raw().toBuffer());
  });

  test('without hints is not changed', async () => {
    const stored = await bytes(ENCODED[format](picture()));
    const shown = withoutViewingHints(stored);
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(stored).raw().toBuffer());
  });

  test('that is truncated anywhere is left to the decoder', async () => {
    const stored = await bytes(ENCODED[format](picture()).withMetadata({ orientation: 6 }));
    for (let length = 0; length < stored.length; length++) {
      expect(withoutViewingHints(stored.slice(0, length)).length).toBeLessThanOrEqual(length);
    }
  });
});

test('the gamma of a PNG is removed', async () => {
  const stored = await bytes(picture().png());
  const gamma = Uint8Array.from([0, 0, 0, 4, 0x67, 0x41, 0x4d, 0x41, 0, 0, 0xb1, 0x8f, 0x0b, 0xfc, 0x61, 0x05]);
  const header = 8 + 25; // signature and IHDR
  const withGamma = new Uint8Array([...stored.subarray(0, header), ...gamma, ...stored.subarray(header)]);
  expect(withoutViewingHints(withGamma)).toEqual(withoutViewingHints(stored));
});

test('a JPEG with four colour channels is recognised', async () => {
  expect(isFourColourJpeg(await bytes(picture().toColourspace('cmyk').jpeg()))).toBe(true);
  expect(isFourColourJpeg(await bytes(picture().jpeg()))).toBe(false);
  expect(isFourColourJpeg(await bytes(picture().png()))).toBe(false);
  expect(isFourColourJpeg(Uint8Array.from([0xff, 0xd8, 0xff]))).toBe(false);
});
