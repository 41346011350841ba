import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../lib/image/file-window';
import { type Layout, piecesWithout } from '../../../lib/image/layout';
import { layoutOf } from '../../../lib/image/read-layout';

/** Four pixels wide and two high, so that a picture that was turned has another size. */
const PIXELS = Uint8Array.from({ length: 4 * 2 * 3 }, (_, i) => (i * 37) % 256);
const picture = () => sharp(PIXELS, { raw: { width: 4, height: 2, channels: 3 } });

const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer());
async function layout(content: Uint8Array): Promise<Layout> {
  const found = await layoutOf(sourceOf(content));
  if (found === null) throw new Error('It is no picture.');
  return found;
}

/** The file as it is sent to browsers. */
async function withoutViewingHints(content: Uint8Array): Promise<Uint8Array> {
  return without('hints', content);
}

async function without(left: Parameters<typeof piecesWithout>[1], content: Uint8Array): Promise<Uint8Array> {
  const pieces = piecesWithout(await layout(content), left, content.length);
  return Buffer.concat(
    pieces.map((part) => (part instanceof Uint8Array ? part : content.subarray(part.start, part.end))),
  );
}

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
      const shown = await withoutViewingHints(stored);
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
    const shown = await withoutViewingHints(stored);
    expect((await sharp(shown).metadata()).icc).toBeUndefined();
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(stored, { ignoreIcc: true }).raw().toBuffer());
  });

  test('without hints is not changed', async () => {
    const stored = await bytes(ENCODED[format](picture()));
    const shown = await withoutViewingHints(stored);
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(stored).raw().toBuffer());
  });

  test('that is truncated anywhere is left to the decoder', async () => {
    const stored = await bytes(ENCODED[format](picture()).withMetadata({ orientation: 6 }));
    for (let length = 0; length < stored.length; length++) {
      const cut = stored.slice(0, length);
      if ((await layoutOf(sourceOf(cut))) !== null)
        expect((await withoutViewingHints(cut)).length).toBeLessThanOrEqual(length);
    }
  });
});

test('the gamma of a PNG is removed', async () => {
  const stored = await bytes(picture().png());
  const gamma = Uint8Array.from([0, 0, 0, 4, 0x67, 0x41, 0x4d, 0x41, 0, 0, 0xb1, 0x8f, 0x0b, 0xfc, 0x61, 0x05]);
  const header = 8 + 25; // signature and IHDR
  const withGamma = new Uint8Array([...stored.subarray(0, header), ...gamma, ...stored.subarray(header)]);
  expect(await withoutViewingHints(withGamma)).toEqual(await withoutViewingHints(stored));
});

test('a JPEG of four colours is recognised', async () => {
  expect((await layout(await bytes(picture().toColourspace('cmyk').jpeg()))).isFourColour).toBe(true);
  expect((await layout(await bytes(picture().jpeg()))).isFourColour).toBe(false);
  expect((await layout(await bytes(picture().png()))).isFourColour).toBe(false);
  expect((await layout(Uint8Array.from([0xff, 0xd8, 0xff]))).isFourColour).toBe(false);
});

describe('the structure of a picture file', () => {
  const sized = () => sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } });
  const PIXELS_OF_IT = 300 * 200;

  test.each<[string, () => Sharp, number]>([
    ['a JPEG', () => sized().jpeg(), 0],
    ['a progressive JPEG', () => sized().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }), 6],
    ['a progressive JPEG with half of the colours', () => sized().jpeg({ progressive: true }), 3],
    ['a PNG', () => sized().png(), 0],
    ['an interlaced PNG', () => sized().png({ progressive: true }), 3],
    ['an interlaced PNG with a palette', () => sized().png({ progressive: true, palette: true }), 4],
    ['an interlaced PNG of 16 bits', () => sized().toColourspace('rgb16').png({ progressive: true }), 6],
    ['a WebP', () => sized().webp(), 8],
    ['a lossless WebP', () => sized().webp({ lossless: true }), 8],
    ['a WebP with alpha', () => sized().ensureAlpha(0.5).webp(), 8],
    ['a GIF', () => sized().gif(), 8],
  ])('tells the size of %s, and the memory for decoding it as a whole', async (_, make, bytesPerPixel) => {
    const { width, height, wholeBytes } = await layout(await bytes(make()));
    expect([width, height, wholeBytes / PIXELS_OF_IT]).toEqual([300, 200, bytesPerPixel]);
  });

  test.each(FORMATS)('a %s is decoded without its metadata to the same pixels', async (format) => {
    const stored = await bytes(
      ENCODED[format](picture())
        .withExif({ IFD0: { Copyright: 'x'.repeat(5_000) } })
        .withXmp('<x/>')
        .withIccProfile('p3'),
    );
    const decoded = await without('metadata', stored);
    expect(decoded.length).toBeLessThan(stored.length - 5_000);
    const { exif, icc, xmp } = await sharp(decoded).metadata();
    expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined]);
    expect(await sharp(decoded).raw().toBuffer()).toEqual(await sharp(stored, { ignoreIcc: true }).raw().toBuffer());
  });

  /** A PNG with many chunks after its header. */
  async function pngWith(chunks: number, name: string) {
    const stored = await bytes(picture().png());
    const chunk = Uint8Array.from([0, 0, 0, 0, ...new TextEncoder().encode(name), 0, 0, 0, 0]);
    const header = 8 + 25;
    return Buffer.concat([stored.subarray(0, header), ...Array(chunks).fill(chunk), stored.subarray(header)]);
  }

  test('a file of too many parts, or pieces of metadata, is refused with the number', async () => {
    await expect(pngWith(100_000, 'IDAT').then(layout)).rejects.toThrow('has more than 100,000 parts');
    const own = (await layout(await pngWith(0, 'tEXt'))).metadata.length;
    expect((await layout(await pngWith(1_000 - own, 'tEXt'))).metadata.length).toBe(1_000);
    await expect(pngWith(1_001 - own, 'tEXt').then(layout)).rejects.toThrow(
      'has 1,001 pieces of metadata; 1,000 are allowed',
    );
  });

  test('fill bytes of a JPEG are parts too', async () => {
    const stored = await bytes(picture().jpeg());
    const filled = Buffer.concat([stored.subarray(0, 2), new Uint8Array(200_000).fill(0xff), stored.subarray(2)]);
    await expect(layout(filled)).rejects.toThrow('more than 100,000 parts');
  });
});
