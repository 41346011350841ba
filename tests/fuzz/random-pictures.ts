import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { random } from '../support/random';

/* Random pictures: PNG of every colour type and depth, written here byte by byte; JPEG, WebP and GIF. All but JPEG may be transparent. */

/** A picture file, what it is, and its pixels where they are known without a decoder. */
export interface RandomPicture {
  kind: string;
  content: Uint8Array;
  /** Red, green and blue per pixel over white, 0–255 and not rounded; null for formats that are not written here. */
  pixels: Float64Array | null;
  width: number;
  height: number;
}

const COLOUR_TYPES = [
  { name: 'grey', type: 0, channels: 1, depths: [1, 2, 4, 8, 16] },
  { name: 'RGB', type: 2, channels: 3, depths: [8, 16] },
  { name: 'palette', type: 3, channels: 1, depths: [1, 2, 4, 8] },
  { name: 'grey with alpha', type: 4, channels: 2, depths: [8, 16] },
  { name: 'RGBA', type: 6, channels: 4, depths: [8, 16] },
] as const;

const png = fc.record({
  colour: fc.constantFrom(...COLOUR_TYPES),
  depth: fc.nat(4),
  gamma: fc.option(fc.constantFrom(45_455, 100_000, 22_727, 1), { freq: 1 }),
  orientation: fc.option(fc.integer({ min: 1, max: 8 })),
  hasSrgb: fc.boolean(),
  filter: fc.nat(1),
  isTransparent: fc.boolean(),
});

const others = fc.record({
  format: fc.constantFrom('jpeg', 'grey jpeg', 'cmyk jpeg', 'webp', 'gif', 'webp with alpha', 'gif with alpha'),
  orientation: fc.option(fc.integer({ min: 1, max: 8 })),
  quality: fc.integer({ min: 30, max: 100 }),
  isProgressive: fc.boolean(),
  profile: fc.constantFrom(null, 'p3', 'srgb'),
});

/** Settings of a random picture; `pictureOf` makes it. */
export const pictureSettings = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(),
  file: fc.oneof(
    png.map((settings) => ({ isPng: true as const, ...settings })),
    others.map((settings) => ({ isPng: false as const, ...settings })),
  ),
});

type Settings = typeof pictureSettings extends fc.Arbitrary<infer T> ? T : never;

export async function pictureOf({ width, height, seed, file }: Settings): Promise<RandomPicture> {
  const next = random(seed);
  if (file.isPng) return pngOf(width, height, next, file);
  return { ...(await otherOf(width, height, next, file)), pixels: null, width, height };
}

async function otherOf(
  width: number,
  height: number,
  next: () => number,
  file: Settings['file'] & { isPng: false },
): Promise<Pick<RandomPicture, 'kind' | 'content'>> {
  const { format, orientation, quality, isProgressive, profile } = file;
  // Decoders may interpolate halved colours differently, so colours are stored in full.
  const jpeg = { quality, progressive: isProgressive, chromaSubsampling: '4:4:4' } as const;
  const channels = format.endsWith('with alpha') ? 4 : 3;
  const levels = Uint8Array.from({ length: width * height * channels }, () => Math.floor(256 * next()));
  const image = sharp(levels, { raw: { width, height, channels } });
  const encode: Record<typeof format, () => Sharp> = {
    jpeg: () => image.jpeg(jpeg),
    'grey jpeg': () => image.toColourspace('b-w').jpeg(jpeg),
    'cmyk jpeg': () => image.toColourspace('cmyk').jpeg(jpeg),
    webp: () => image.webp({ lossless: true }),
    gif: () => image.gif(),
    'webp with alpha': () => image.webp({ lossless: true }),
    'gif with alpha': () => image.gif(),
  };
  let made = encode[format]();
  const isColour = format === 'jpeg' || format === 'webp';
  if (isColour && profile !== null) made = made.withIccProfile(profile);
  if (orientation !== null && !format.startsWith('gif'))
    made = made.withExif({ IFD0: { Orientation: `${orientation}` } });
  return { kind: JSON.stringify(file), content: await made.toBuffer() };
}

function pngOf(width: number, height: number, next: () => number, file: Settings['file'] & { isPng: true }) {
  const { colour, gamma, orientation, hasSrgb } = file;
  const depth = colour.depths[file.depth % colour.depths.length];
  const greatest = 2 ** depth - 1;
  const palette = Uint8Array.from({ length: 3 * (greatest + 1) }, () => Math.floor(256 * next()));
  const rowBytes = Math.ceil((width * colour.channels * depth) / 8);
  const rows = new Uint8Array(height * (rowBytes + 1));
  const pixels = new Float64Array(width * height * 3);
  const hasAlpha = colour.type === 4 || colour.type === 6;
  const opacities = Uint8Array.from({ length: greatest + 1 }, () => Math.floor(256 * next()));
  let clear: number[] | null = null;
  for (let y = 0; y < height; y++) {
    const row = new Uint8Array(rowBytes);
    for (let x = 0; x < width; x++) {
      const samples = Array.from({ length: colour.channels }, () => Math.floor((greatest + 1) * next()));
      if (hasAlpha && !file.isTransparent) samples[colour.channels - 1] = greatest;
      if (file.isTransparent) clear ??= samples; // the transparent colour of a picture without alpha channel is that of its first pixel
      for (const [channel, sample] of samples.entries()) put(row, x * colour.channels + channel, depth, sample);
      const level = (sample: number) => (depth === 16 ? sample >> 8 : (sample * 255) / greatest);
      const isClear = clear?.every((sample, i) => sample === samples[i]);
      let opacity = 1;
      if (hasAlpha) opacity = samples[colour.channels - 1] / greatest;
      else if (colour.type === 3) opacity = file.isTransparent ? opacities[samples[0]] / 255 : 1;
      else if (isClear) opacity = 0;
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * (y * width + x) + channel;
        const own =
          colour.type === 3 ? palette[3 * samples[0] + channel] : level(samples[colour.channels < 3 ? 0 : channel]);
        pixels[at] = opacity * own + (1 - opacity) * 255;
      }
    }
    rows.set(filtered(row, file.filter, Math.max(1, (colour.channels * depth) >> 3)), y * (rowBytes + 1));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour.type, 0, 0, 0], 8);
  const parts = [Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header)];
  if (gamma !== null) parts.push(chunk('gAMA', uint32(gamma)));
  if (hasSrgb) parts.push(chunk('sRGB', Buffer.from([0])));
  if (colour.type === 3) parts.push(chunk('PLTE', palette));
  if (colour.type === 3 && file.isTransparent) parts.push(chunk('tRNS', opacities));
  else if (clear !== null && !hasAlpha) parts.push(chunk('tRNS', Buffer.concat(clear.map(uint16))));
  if (orientation !== null) parts.push(chunk('eXIf', exif(orientation)));
  parts.push(chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)));
  const kind = JSON.stringify({ ...file, colour: colour.name, depth });
  return { kind, content: Buffer.concat(parts), pixels, width, height };
}

/** Writes sample `index` of a row, of `depth` bits. */
function put(row: Uint8Array, index: number, depth: number, sample: number): void {
  if (depth === 16) row.set([sample >> 8, sample & 0xff], 2 * index);
  else {
    const bit = index * depth;
    row[bit >> 3] |= sample << (8 - depth - (bit & 7));
  }
}

/** A row with its filter byte: filter 1, which stores differences, or none. */
function filtered(row: Uint8Array, filter: number, step: number): Uint8Array {
  const bytes = new Uint8Array(row.length + 1);
  bytes.set(row, 1);
  if (filter !== 1) return bytes;
  bytes[0] = 1;
  for (let i = row.length - 1; i >= step; i--) bytes[i + 1] = row[i] - row[i - step];
  return bytes;
}

function exif(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a000000080001011200030000000100000000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  return tiff.subarray(0, 26);
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

/** The CRC of PNG chunks (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
