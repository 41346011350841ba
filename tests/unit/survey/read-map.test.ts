import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeMap } from '../../../lib/survey/read-map';

const read = (content: Uint8Array) => decodeMap(content, (work) => work());

test('a large plain picture has the same levels as a small one', async () => {
  const [width, height] = [1_700, 1_200];
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (i * 7 + Math.floor(i / width)) % 256);
  const content = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  const { levels, isLossy } = await read(content);
  expect([levels?.width, levels?.height, levels?.channels, isLossy]).toEqual([width, height, 1, false]);
  expect(Buffer.compare(levels?.data ?? new Uint8Array(0), pixels)).toBe(0);
});

test('a picture that takes more memory than maps do is not decoded', async () => {
  const background = { r: 9, g: 9, b: 9, alpha: 1 };
  const content = await sharp({ create: { width: 3_999, height: 4_000, channels: 4, background } })
    .toColourspace('rgb16')
    .png({ progressive: true })
    .toBuffer();
  await expect(read(content)).rejects.toThrow('It takes 123 MB of memory; up to 64 MB are used.');
});

test('a picture with very long rows or columns is not decoded', async () => {
  const content = await sharp({ create: { width: 2_100_000, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  await expect(read(content)).rejects.toThrow('A side has 2,100,000 pixels; up to 65,535 are surveyed.');
});
