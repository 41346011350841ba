import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePlainPng, PngError } from '../../../lib/survey/plain-png';
import { random } from '../../support/random';

const MAX = 1_000_000;

function raw(width: number, height: number, channels: 1 | 3 | 4, seed: number) {
  const next = random(seed);
  // Smooth in parts, so that writers choose different filters for different rows.
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i % 97 < 60 ? i / 7 : 256 * next()));
  return sharp(data, { raw: { width, height, channels } });
}

/** Replaces the pixels of a grey PNG by rows with the given filters. */
function withRows(width: number, rows: readonly (readonly number[])[]): Uint8Array {
  const chunk = (type: string, body: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(rows.length, 4);
  header[8] = 8;
  const pixels = deflateSync(Uint8Array.from(rows.flat()));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

describe('plain files have the pixels that the library finds', () => {
  for (const [channels, colourspace] of [
    [1, 'b-w'],
    [3, 'srgb'],
  ] as const) {
    // biome-ignore format: two kinds
    for (const adaptiveFiltering of [false, true]) {
      test.for([[1, 1], [7, 5], [64, 48], [224, 224]] as const)( // biome-ignore format: sizes
        `%s, ${channels} channels, adaptive filters ${adaptiveFiltering}`,
        async ([width, height]) => {
          const picture = raw(width, height, channels, width).toColourspace(colourspace);
          const png = await picture.clone().png({ adaptiveFiltering }).toBuffer();
          const { data, info } = await sharp(png).toColourspace(colourspace).raw().toBuffer({ resolveWithObject: true });
          const decoded = decodePlainPng(png, MAX);
          expect(decoded).toMatchObject({ width, height, channels });
          expect(info.channels).toBe(channels);
          expect(Buffer.from(decoded?.data ?? []).equals(data)).toBe(true);
        },
      );
    }
  }

  test('every filter, with and without a row above', () => {
    const rows = [1, 2, 3, 4].flatMap((filter) => [[filter, 10, 20, 200], [filter, 250, 7, 9]]); // biome-ignore format: rows
    const decoded = decodePlainPng(withRows(3, rows), MAX);
    expect([...(decoded?.data ?? [])]).toEqual([
      ...[10, 30, 230, 250, 1, 10], // differences to the left
      ...[4, 21, 210, 254, 28, 219], // above
      ...[137, 102, 104, 62, 89, 105], // the mean of both
      ...[72, 109, 53, 66, 116, 62], // Paeth
    ]); // worked by hand from the definition of the filters
  });
});

test.for([
  ['sixteen bits', () => raw(8, 8, 1, 1).toColourspace('grey16').png()],
  ['a palette', () => raw(8, 8, 3, 1).png({ palette: true })],
  ['transparency', () => raw(8, 8, 4, 1).png()],
  ['interlaced', () => raw(8, 8, 1, 1).png({ progressive: true })],
  ['JPEG', () => raw(8, 8, 1, 1).jpeg()],
] as const)('%s is left to the library', async ([, make]) => {
  expect(decodePlainPng(await make().toBuffer(), MAX)).toBeNull();
});

test('too many pixels are left to the library', async () => {
  const png = await raw(40, 40, 1, 1).toColourspace('b-w').png().toBuffer();
  expect(decodePlainPng(png, 1600)).not.toBeNull();
  expect(decodePlainPng(png, 1599)).toBeNull();
});

test('pixels in very many chunks are left to the library, which counts them', () => {
  const png = withRows(2, [[0, 1, 2]]);
  const empty = Buffer.from('0000000049444154', 'hex');
  const inChunks = (count: number) =>
    Buffer.concat([png.slice(0, 33), Buffer.alloc(12 * count).map((_, i) => empty[i % 12] ?? 0), png.slice(33)]);
  expect(decodePlainPng(inChunks(9_999), MAX)?.data).toEqual(Uint8Array.of(1, 2));
  expect(decodePlainPng(inChunks(10_000), MAX)).toBeNull();
});

describe('damaged files', () => {
  test('the end is missing', async () => {
    const png = await raw(64, 64, 1, 1).toColourspace('b-w').png().toBuffer();
    expect(() => decodePlainPng(png.subarray(0, png.length / 2), MAX)).toThrow(PngError);
  });

  test('rows are missing, or too many', () => {
    expect(() => decodePlainPng(withRows(3, [[0, 1, 2]]), MAX)).toThrow('It has 3 bytes of pixels instead of 4.');
    expect(() => decodePlainPng(withRows(1, [[0, 1, 2, 3, 4, 5]]), MAX)).toThrow(PngError);
  });

  test('an unknown filter', () => {
    expect(() => decodePlainPng(withRows(2, [[5, 1, 2]]), MAX)).toThrow('Row 0 has the unknown filter 5.');
  });

  test('nothing but a header, or less', () => {
    const png = withRows(2, [[0, 1, 2]]);
    expect(() => decodePlainPng(png.subarray(0, 33), MAX)).toThrow(PngError);
    expect(decodePlainPng(png.subarray(0, 20), MAX)).toBeNull();
    expect(decodePlainPng(new Uint8Array(0), MAX)).toBeNull();
  });
});
