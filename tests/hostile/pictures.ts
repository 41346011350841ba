import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { crc32 } from './crc32';

/* Picture files that a hostile run may write, by name. */

/** A black PNG: a few kilobytes, however many pixels it has. It may claim to have more rows than it has. */
function png(width: number, height: number, extra: Uint8Array = Buffer.alloc(0), rows = height): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits; gray, deflate, no filter, not interlaced
  const pixels = deflateSync(Buffer.alloc((width + 1) * rows), { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    extra,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(content.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** A chunk of metadata that decompresses to so many bytes of zeros. */
const compressed = (type: string, name: string, bytes: number) =>
  chunk(type, Buffer.concat([Buffer.from(`${name}\0\0`, 'latin1'), deflateSync(Buffer.alloc(bytes), { level: 9 })]));

/** The chunks of a small picture, with others between its header and its end. */
function chunks(pixels: readonly Buffer[], others: readonly Buffer[] = []): Buffer {
  const whole = png(64, 48);
  const end = whole.length - 12;
  const [header, data] = [whole.subarray(0, 33), whole.subarray(33, end)];
  return Buffer.concat([header, ...others, ...pixels, data, whole.subarray(end)]);
}

const EMPTY_PIXELS = chunk('IDAT', Buffer.alloc(0));

/** A GIF of so many frames, each of one pixel, on a screen of another size. */
function gif(width: number, height: number, frames: number): Buffer {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  const frame = Buffer.from('\x21\xf9\x04\x04\x01\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  return Buffer.concat([header, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
}

/** A JPEG with so many comments before its pixels. */
async function jpegWithComments(count: number): Promise<Buffer> {
  const whole = await plain(64, 48).jpeg().toBuffer();
  const comments = Array<Buffer>(count).fill(Buffer.from([0xff, 0xfe, 0, 3, 0]));
  return Buffer.concat([whole.subarray(0, 2), ...comments, whole.subarray(2)]);
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 60, b: 20 } } });

export const PICTURES: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
  'sixty megapixels': () => png(10_000, 6_000),
  'a hundred megapixels': () => png(10_000, 10_000),
  'four billion pixels claimed': () => png(65_000, 65_000, undefined, 1),
  'a profile of two hundred megabytes': () => png(64, 48, compressed('iCCP', 'icc', 200 * 2 ** 20)),
  'a text of two hundred megabytes': () => png(64, 48, compressed('zTXt', 'Comment', 200 * 2 ** 20)),
  'EXIF of twenty megabytes': () =>
    png(
      64,
      48,
      chunk('eXIf', Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\xff\xff', 'latin1'), Buffer.alloc(20 * 2 ** 20, 1)])),
    ),
  'a picture cut off': async () => (await plain(2_000, 2_000).jpeg().toBuffer()).subarray(0, 3_000),
  'an empty file': () => Buffer.alloc(0),
  'a row of sixty million pixels': () => png(60_000_000, 1),
  'a column of sixty million pixels': () => png(1, 60_000_000),
  'three million empty chunks of pixels': () => chunks([Buffer.concat(Array<Buffer>(3_000_000).fill(EMPTY_PIXELS))]),
  'ninety thousand empty chunks of pixels': () => chunks(Array<Buffer>(90_000).fill(EMPTY_PIXELS)),
  'a thousand texts that are compressed': () =>
    chunks([], Array<Buffer>(999).fill(compressed('zTXt', 'Comment', 2 ** 20))),
  'fifty megapixels of two colours, interlaced': () =>
    plain(8_000, 6_250).png({ palette: true, colours: 2, progressive: true }).toBuffer(),
  'a GIF of two hundred thousand frames': () => gif(64, 48, 200_000),
  'a GIF of four billion pixels': () => gif(65_535, 65_535, 1),
  'a GIF of thirty megapixels in a thousand frames': () => gif(6_000, 5_000, 1_000),
  'a hundred thousand comments': () => jpegWithComments(100_000),
  'a thousand frames of WebP': () =>
    sharp(gif(256, 256, 1_000), { animated: true })
      .webp({ lossless: true, effort: 0 })
      .toBuffer(),
  'sixty megapixels of WebP': () => plain(8_000, 7_500).webp({ lossless: true, effort: 0 }).toBuffer(),
  'forty megapixels of progressive JPEG': () => plain(8_000, 5_000).jpeg({ progressive: true, quality: 30 }).toBuffer(),
};

/** Pictures that take as much memory as possible to be decoded, with no more pixels than are surveyed. */
export const LARGE_MAPS: Readonly<Record<string, () => Promise<Buffer>>> = {
  'sixteen megapixels of 16 bits, interlaced': () =>
    sharp({ create: { width: 3_999, height: 4_000, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 1 } } })
      .toColourspace('rgb16')
      .png({ progressive: true })
      .toBuffer(),
  'sixteen megapixels of three colours': () => plain(3_999, 4_000).png().toBuffer(),
  'sixteen megapixels of grey': () => plain(3_999, 4_000).greyscale().png().toBuffer(),
  'sixteen megapixels of progressive JPEG': () =>
    plain(3_999, 4_000).jpeg({ progressive: true, quality: 30 }).toBuffer(),
};
