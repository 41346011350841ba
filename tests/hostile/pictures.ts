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
