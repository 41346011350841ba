/*
 * What the structure of a picture file tells, without decoding it: its size, what decoding takes, and which parts are no pixels.
 *
 * Maps were computed from the pixels of the file as a training program reads them: without rotation by the EXIF orientation, without
 * colour profiles and without gamma. Browsers apply all three. So these hints are left out of what they get (docs/format.md §1). What
 * the server decodes is without any metadata, because metadata can be large and slow to read.
 */

/** Bytes `start` to `end` of a file. */
export interface Part {
  start: number;
  end: number;
}

/** A part that is no pixels. */
export interface Metadata extends Part {
  /** Whether browsers would show other pixels because of it. */
  isHint: boolean;
}

export interface Layout {
  /** The media type. */
  type: string;
  /** Pixels; 0 if the file does not say. */
  width: number;
  height: number;
  /** Memory for the decoded picture where it must be decoded as a whole, bytes; 0 where it is decoded row by row. */
  wholeBytes: number;
  /** Whether it is a JPEG with four components (CMYK or YCCK), which browsers and libraries convert to RGB in different ways. */
  isFourColour: boolean;
  /** Whether it is a JPEG with one component. */
  isGreyJpeg: boolean;
  /**
   * Whether it is one opaque picture, as far as its structure tells: without an alpha channel, transparent colours or several frames.
   * Originals that are not are composed over white before they are shown (docs/format.md).
   */
  isOpaqueStill: boolean;
  /** In the order of the file. */
  metadata: Metadata[];
  /** For a WebP, the position and the value of its flags, which must agree with its metadata; null without flags. */
  flags: { position: number; value: number } | null;
}

/** The layout of a file whose structure tells nothing but its type. */
export function plainLayout(type: string): Layout {
  return {
    type,
    width: 0,
    height: 0,
    wholeBytes: 0,
    isFourColour: false,
    isGreyJpeg: false,
    isOpaqueStill: true,
    metadata: [],
    flags: null,
  };
}

/** Pixels that a picture may be wide or high, as JPEG and GIF allow: decoders hold some rows at a time, however long they are. */
export const MAX_SIDE = 65_535;

/** Parts of a file that are looked at, and parts that are left out: far more than real files have. */
export const MAX_PARTS = 100_000;
export const MAX_METADATA = 1_000;

/** The parts of a file that are sent on, in order: ranges of the file, and bytes instead of those in it. */
export type Piece = Part | Uint8Array<ArrayBuffer>;

/** WebP flags: the file has a colour profile, EXIF. */
const HINT_FLAGS = 0x20 | 0x08;

/** The file without its viewing hints, without all of its metadata, or as it is; the pixels are not changed. */
export function piecesWithout(
  { metadata, flags, type }: Layout,
  left: 'hints' | 'metadata' | 'nothing',
  size: number,
): Piece[] {
  const removed = metadata.filter(({ isHint }) => left === 'metadata' || (left === 'hints' && isHint));
  const kept: Piece[] = [];
  let from = 0;
  for (const { start, end } of [...removed, { start: size, end: size }]) {
    if (start > from) kept.push({ start: from, end: start });
    from = end;
  }
  if (type !== 'image/webp' || removed.length === 0) return kept;
  const length = size - removed.reduce((sum, { start, end }) => sum + end - start, 0);
  const riffSize = new Uint8Array(4);
  new DataView(riffSize.buffer).setUint32(0, length - 8, true);
  const replaced = replaceAt(kept, 4, riffSize);
  return flags === null ? replaced : replaceAt(replaced, flags.position, Uint8Array.of(flags.value & ~HINT_FLAGS));
}

/** The pieces with other bytes at a position of the file. */
function replaceAt(pieces: readonly Piece[], position: number, bytes: Uint8Array<ArrayBuffer>): Piece[] {
  return pieces.flatMap((piece): Piece[] => {
    if (piece instanceof Uint8Array || position < piece.start || position >= piece.end) return [piece];
    const after = { start: position + bytes.length, end: piece.end };
    return [{ start: piece.start, end: position }, bytes, ...(after.start < after.end ? [after] : [])];
  });
}

export function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.end - piece.start;
}

/** A number for a sentence: `64,000,000`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The error for a file of more parts than are looked at. */
export function tooManyParts(): Error {
  return new Error(`has more than ${count(MAX_PARTS)} parts`);
}
