/*
 * Pixels as stored. Maps were computed from the pixels of the file as a training program reads them: without rotation by the EXIF
 * orientation, without colour profiles and without gamma. Browsers apply all three. So this metadata is removed from the file
 * before it is decoded, and browser and server see the same pixels (docs/format.md §1).
 */

/**
 * The same picture without EXIF orientation, colour profile and gamma; `content` itself if it has none, or is not a
 * well-formed JPEG, PNG or WebP. The pixels are not changed.
 */
export function withoutViewingHints(content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 12) return content;
  if (view.getUint16(0) === 0xffd8) return jpegWithout(content, view);
  if (view.getUint32(0) === 0x89504e47) return pngWithout(content, view);
  if (view.getUint32(0) === RIFF && view.getUint32(8) === WEBP) return webpWithout(content, view);
  return content;
}

/** Whether a JPEG has four components (CMYK or YCCK), which browsers and libraries convert to RGB in different ways. */
export function isFourColourJpeg(content: Uint8Array): boolean {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 4 || view.getUint16(0) !== 0xffd8) return false;
  for (const { marker, start, end } of jpegSegments(view)) {
    if (isFrameHeader(marker)) return end - start >= 10 && content[start + 9] === 4;
  }
  return false;
}

/** Part of a file: bytes `start` to `end`. */
interface Part {
  start: number;
  end: number;
}

/** The picture without some of its parts. */
function without(content: Uint8Array<ArrayBuffer>, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 0) return content;
  const kept = new Uint8Array(content.length - parts.reduce((sum, { start, end }) => sum + end - start, 0));
  let from = 0;
  let to = 0;
  for (const { start, end } of [...parts, { start: content.length, end: content.length }]) {
    kept.set(content.subarray(from, start), to);
    to += start - from;
    from = end;
  }
  return kept;
}

const APP1 = 0xe1;
const APP2 = 0xe2;
const START_OF_SCAN = 0xda;
const EXIF = 'Exif\0\0';
const ICC_PROFILE = 'ICC_PROFILE\0';

/** Markers SOF0 to SOF15 start a frame; DHT, JPG and DAC are in the same range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The segments of a JPEG before its first scan, each starting at its marker; ends at the first byte that is not a segment. */
function* jpegSegments(view: DataView): Generator<Part & { marker: number }> {
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    if (marker === START_OF_SCAN) return;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > view.byteLength || end < at + 4) return;
    yield { marker, start: at, end };
    at = end;
  }
}

function jpegWithout(content: Uint8Array<ArrayBuffer>, view: DataView): Uint8Array<ArrayBuffer> {
  const isHint = ({ marker, start }: { marker: number; start: number }) =>
    (marker === APP1 && isText(content, start + 4, EXIF)) ||
    (marker === APP2 && isText(content, start + 4, ICC_PROFILE));
  return without(content, [...jpegSegments(view)].filter(isHint));
}

/** Chunks that change how the pixels of a PNG are shown. */
const PNG_HINTS = new Set(['gAMA', 'cHRM', 'iCCP', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'eXIf', 'sBIT']);

function pngWithout(content: Uint8Array<ArrayBuffer>, view: DataView): Uint8Array<ArrayBuffer> {
  const hints: Part[] = [];
  for (let at = 8; at + 12 <= content.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > content.length) break;
    const type = latin1(content, at + 4, at + 8);
    if (PNG_HINTS.has(type)) hints.push({ start: at, end });
    if (type === 'IEND') break;
    at = end;
  }
  return without(content, hints);
}

const RIFF = 0x52494646;
const WEBP = 0x57454250;
const WEBP_HINTS = new Set(['ICCP', 'EXIF']);
const HAS_ICC_PROFILE = 0x20;
const HAS_EXIF = 0x08;

function webpWithout(content: Uint8Array<ArrayBuffer>, view: DataView): Uint8Array<ArrayBuffer> {
  const hints: Part[] = [];
  let flags = -1;
  for (let at = 12; at + 8 <= content.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = Math.min(content.length, at + 8 + length + (length & 1)); // chunks are padded to an even length
    const type = latin1(content, at, at + 4);
    if (type === 'VP8X' && end > at + 8) flags = at + 8;
    if (WEBP_HINTS.has(type)) hints.push({ start: at, end });
    at = end;
  }
  if (hints.length === 0) return content;
  const kept = without(content, hints);
  new DataView(kept.buffer).setUint32(4, kept.length - 8, true);
  if (flags !== -1) kept[flags] &= ~(HAS_ICC_PROFILE | HAS_EXIF); // VP8X precedes all metadata
  return kept;
}

function isText(content: Uint8Array, start: number, text: string): boolean {
  return latin1(content, start, start + text.length) === text;
}

function latin1(content: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...content.subarray(start, end));
}
