import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { expect } from 'vitest';
import { imagePath, Run, type SampleSpec, simpleSample } from '../support/browser-jobs';
import { testsOf } from '../support/browser-test';
import { random } from '../support/random';

/*
 * Originals of unusual kinds. Browser and server show the pixels as stored: without EXIF rotation, colour profile or gamma.
 * The picture is 48 × 32, in blocks of 8, so that chroma subsampling changes nothing inside a block.
 */
const WIDTH = 48;
const HEIGHT = 32;
const BLOCK = 8;
const CHANNELS = 3;
const next = random(7);
const COLOURS = Array.from({ length: (WIDTH / BLOCK) * (HEIGHT / BLOCK) * CHANNELS }, () => Math.floor(256 * next()));

function pixels(levels: number): number[] {
  return Array.from({ length: WIDTH * HEIGHT * CHANNELS }, (_, i) => {
    const [x, y] = [Math.floor(i / CHANNELS) % WIDTH, Math.floor(i / CHANNELS / WIDTH)];
    const block = Math.floor(y / BLOCK) * (WIDTH / BLOCK) + Math.floor(x / BLOCK);
    return Math.round((COLOURS[block * CHANNELS + (i % CHANNELS)] * levels) / 255);
  });
}

const raw = { raw: { width: WIDTH, height: HEIGHT, channels: CHANNELS } } as const;
const eightBit = () => sharp(Uint8Array.from(pixels(255)), raw);
const jpeg = (image: Sharp) => image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' });

/** gAMA of 1.0 after the header of a PNG, with its checksum. */
const GAMMA = Buffer.from('0000000467414d41000186a031e8965f', 'hex');
const IHDR_END = 33;

const KINDS: Record<string, () => Promise<Buffer>> = {
  ...Object.fromEntries(
    [2, 3, 4, 5, 6, 7, 8].map((orientation) => [
      `a JPEG of EXIF orientation ${orientation}`,
      () => jpeg(eightBit()).withMetadata({ orientation }).toBuffer(),
    ]),
  ),
  'a PNG of EXIF orientation 6': () => eightBit().png().withMetadata({ orientation: 6 }).toBuffer(),
  'a WebP of EXIF orientation 8': () => eightBit().webp({ lossless: true }).withMetadata({ orientation: 8 }).toBuffer(),
  'a JPEG with a wide colour profile': () => jpeg(eightBit()).withIccProfile('p3').toBuffer(),
  'a PNG with a wide colour profile': () => eightBit().png().withIccProfile('p3').toBuffer(),
  'a PNG with gamma': async () => {
    const png = await eightBit().png().toBuffer();
    return Buffer.concat([png.subarray(0, IHDR_END), GAMMA, png.subarray(IHDR_END)]);
  },
  'a PNG of 16 bits': () =>
    sharp(Uint16Array.from(pixels(65535)), raw)
      .toColourspace('rgb16')
      .png()
      .toBuffer(),
  'a PNG with a palette': () => eightBit().png({ palette: true, colours: 256, dither: 0 }).toBuffer(),
  'a CMYK JPEG': () => jpeg(eightBit().toColourspace('cmyk')).toBuffer(),
};

const SAMPLES: SampleSpec[] = Object.keys(KINDS).map((_, id) => simpleSample(id, 0.9));

/** Opacity of a pixel: one row of blocks hidden, one nearly so, one nearly opaque, one opaque. */
const opacityAt = (pixel: number) => [0, 64, 200, 255][Math.floor(pixel / WIDTH / BLOCK)];

const transparent = () =>
  sharp(
    Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => {
      const pixel = Math.floor(i / 4);
      return i % 4 === 3 ? opacityAt(pixel) : pixels(255)[pixel * CHANNELS + (i % 4)];
    }),
    { raw: { width: WIDTH, height: HEIGHT, channels: 4 } },
  );

const TRANSPARENT: Record<string, () => Promise<Buffer>> = {
  'a PNG with alpha': () => transparent().png().toBuffer(),
  'a PNG of 16 bits with alpha': () => transparent().toColourspace('rgb16').png().toBuffer(),
  'a PNG with a transparent palette': () => transparent().png({ palette: true, colours: 256, dither: 0 }).toBuffer(),
  'a WebP with alpha': () => transparent().webp({ lossless: true, exact: true }).toBuffer(),
};

const CLEAR_SAMPLES = [...Object.keys(TRANSPARENT), 'a BMP'].map((_, id) => simpleSample(id, 0.9));
const BMP = CLEAR_SAMPLES.length - 1;

const test = testsOf(async (directory) => {
  const job = join(directory, 'kinds');
  await (await new Run(job).begin()).samples(SAMPLES);
  for (const [id, make] of Object.values(KINDS).entries()) {
    await writeFile(join(job, imagePath(SAMPLES[id])), await make());
  }
  const clear = join(directory, 'clear');
  await (await new Run(clear).begin()).samples(CLEAR_SAMPLES);
  for (const [id, make] of Object.values(TRANSPARENT).entries()) {
    await writeFile(join(clear, imagePath(CLEAR_SAMPLES[id])), await make());
  }
  const bmp = Buffer.alloc(70);
  bmp.write('BM');
  bmp.set([70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24], 2);
  await writeFile(join(clear, imagePath(CLEAR_SAMPLES[BMP])), bmp);
});

/** The pixels of a picture as the browser shows it, red, green and blue. */
async function shown(page: Page, address: string): Promise<{ width: number; height: number; levels: number[] }> {
  return page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, width, height).data ?? [];
    return { width, height, levels: [...data].filter((_, i) => i % 4 !== 3) };
  }, address);
}

/** The pixels as read by a program that ignores EXIF, profiles and gamma, such as Pillow. */
async function stored(content: Buffer): Promise<number[]> {
  const image = sharp(content, { ignoreIcc: true });
  if ((await sharp(content).metadata()).space !== 'cmyk') {
    return [...(await image.toColourspace('srgb').removeAlpha().raw().toBuffer())];
  }
  const inks = await image.pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
  return Array.from({ length: (inks.length / 4) * 3 }, (_, i) => {
    const at = 4 * Math.floor(i / 3);
    return ((255 - inks[at + (i % 3)]) * (255 - inks[at + 3])) / 255;
  });
}

/** The centre of a picture as a lossy square, as created by the server. */
async function thumbnailOf(levels: number[]): Promise<number[]> {
  const square = sharp(Uint8Array.from(levels.map(Math.round)), raw).resize({ width: 96, height: 96, fit: 'cover' });
  return [
    ...(await sharp(await square.webp({ quality: 80 }).toBuffer())
      .raw()
      .toBuffer()),
  ];
}

function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  expect(a.length).toBe(b.length);
  return a.map((level, i) => Math.abs(level - b[i]));
}

/** Tolerance for differences between decoders, levels. */
const TOLERANCE = 2;

test('originals of every kind are shown with their pixels as stored', async ({ visit }) => {
  const page = await visit('/jobs/kinds/saliency');
  for (const [id, [kind, make]] of Object.entries(KINDS).entries()) {
    const { width, height, levels } = await shown(page, `/api/jobs/kinds/images/original/${id}`);
    expect([width, height], kind).toEqual([WIDTH, HEIGHT]);
    const expected = await stored(await make());
    expect(Math.max(...differencesOf(levels, expected)), kind).toBeLessThanOrEqual(TOLERANCE);
    const thumbnail = await shown(page, `/api/jobs/kinds/images/thumbnail/${id}`);
    const differences = differencesOf(thumbnail.levels, await thumbnailOf(expected));
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
    expect(mean, `thumbnail of ${kind}`).toBeLessThanOrEqual(TOLERANCE);
  }
});

test('transparent originals are shown over white', async ({ visit }) => {
  const page = await visit('/jobs/clear/saliency', { expected: [/422/] });
  const expected = pixels(255).map((level, i) => {
    const opacity = opacityAt(Math.floor(i / CHANNELS)) / 255;
    return opacity * level + (1 - opacity) * 255;
  });
  for (const [id, kind] of Object.keys(TRANSPARENT).entries()) {
    const { width, height, levels } = await shown(page, `/api/jobs/clear/images/original/${id}`);
    expect([width, height], kind).toEqual([WIDTH, HEIGHT]);
    const differences = differencesOf(levels, expected);
    const isLossy = kind.includes('palette');
    const worst = isLossy
      ? differences.reduce((sum, each) => sum + each, 0) / differences.length
      : Math.max(...differences);
    expect(worst, kind).toBeLessThanOrEqual(TOLERANCE);
    const thumbnail = differencesOf(
      (await shown(page, `/api/jobs/clear/images/thumbnail/${id}`)).levels,
      await thumbnailOf(levels),
    );
    const mean = thumbnail.reduce((sum, difference) => sum + difference, 0) / thumbnail.length;
    expect(mean, `thumbnail of ${kind}`).toBeLessThanOrEqual(TOLERANCE);
  }
});

test('in the place of a BMP, its type and the supported ones are named', async ({ visit }) => {
  const page = await visit(`/jobs/clear/samples/${BMP}`, { expected: [/422/] });
  const reason = `The original of sample ${BMP}, ${imagePath(CLEAR_SAMPLES[BMP])}, is a picture of type BMP; supported are JPEG, PNG, GIF and WebP.`;
  await page.getByText(reason).first().waitFor();
});
