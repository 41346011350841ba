import { crc32 } from './crc32';

/* Colours for the levels of a PNG, without a look at its pixels: the type of colour changes from grey to palette. */

const SIGNATURE_BYTES = 8;
/** A chunk is its length, its name, its content and a checksum of the latter two. */
const CHUNK_BYTES = 12;
const HEADER_BYTES = CHUNK_BYTES + 13;
const TYPE_AT = SIGNATURE_BYTES + 17;
const PALETTE_TYPE = 3;

/**
 * A grey PNG with 8 bits per pixel in colours: each level is the index of a colour.
 *
 * @param colours red, green, blue and alpha of the 256 levels
 */
export function withPalette(grey: Uint8Array, colours: Uint8Array): Uint8Array<ArrayBuffer> {
  const levels = colours.length / 4;
  const palette = chunk(
    'PLTE',
    Uint8Array.from({ length: 3 * levels }, (_, i) => colours[4 * Math.floor(i / 3) + (i % 3)]),
  );
  const opacity = chunk(
    'tRNS',
    Uint8Array.from({ length: levels }, (_, i) => colours[4 * i + 3]),
  );
  const start = SIGNATURE_BYTES + HEADER_BYTES;
  const coloured = new Uint8Array(grey.length + palette.length + opacity.length);
  coloured.set(grey.subarray(0, start));
  coloured[TYPE_AT] = PALETTE_TYPE;
  setChecksum(coloured.subarray(SIGNATURE_BYTES, start));
  coloured.set(palette, start);
  coloured.set(opacity, start + palette.length);
  coloured.set(grey.subarray(start), start + palette.length + opacity.length);
  return coloured;
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CHUNK_BYTES + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  setChecksum(bytes);
  return bytes;
}

/** Sets the checksum at the end of a chunk. */
function setChecksum(bytes: Uint8Array): void {
  const end = bytes.length - 4;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(end, crc32(bytes.subarray(4, end)));
}
