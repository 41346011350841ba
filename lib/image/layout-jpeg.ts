import type { FileWindow } from './file-window';
import { type Layout, MAX_PARTS, plainLayout, tooManyParts } from './layout';

const APP1 = 0xe1;
const APP2 = 0xe2;
const ADOBE = 0xee;
const COMMENT = 0xfe;
const START_OF_SCAN = 0xda;
const EXIF = 'Exif\0\0';
const ICC_PROFILE = 'ICC_PROFILE\0';
const LONGEST_NAME = ICC_PROFILE.length;

/** Markers of frames that are decoded in several passes over the picture. */
const PROGRESSIVE = [0xc2, 0xc6, 0xca, 0xce];

/** Bytes per coefficient of a picture that is decoded as a whole. */
const COEFFICIENT_BYTES = 2;

/** Markers SOF0 to SOF15 start a frame; DHT, JPG and DAC are in the same range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The layout of a JPEG: its segments up to its first scan, or to the first byte that is no segment. */
export async function jpegLayout(window: FileWindow): Promise<Layout> {
  const layout = plainLayout('image/jpeg');
  let frame: Frame | null = null;
  for (let at = 2, parts = 0; ; parts++) {
    if (parts === MAX_PARTS) throw tooManyParts();
    const header = await window.view(at, 4);
    if (header?.getUint8(0) !== 0xff) break;
    const marker = header.getUint8(1);
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    const length = header.getUint16(2);
    const end = at + 2 + length;
    if (marker === START_OF_SCAN) {
      const components = (await window.view(at + 4, 1))?.getUint8(0) ?? 0;
      if (frame && (frame.isProgressive || components < frame.components)) layout.wholeBytes = frame.coefficientBytes;
      break;
    }
    if (end > window.source.size || length < 2) break;
    if (isFrameHeader(marker) && frame === null) frame = await frameOf(window, { marker, at, length }, layout);
    const isApplication = marker >= APP1 && marker <= 0xef && marker !== ADOBE;
    if (isApplication || marker === COMMENT)
      layout.metadata.push({ start: at, end, isHint: await isHint(window, { marker, at, length }) });
    at = end;
  }
  return layout;
}

interface Segment {
  marker: number;
  at: number;
  length: number;
}

async function isHint(window: FileWindow, { marker, at, length }: Segment): Promise<boolean> {
  if (marker !== APP1 && marker !== APP2) return false;
  const view = await window.view(at + 4, Math.min(LONGEST_NAME, length - 2));
  if (view === null) return false;
  const name = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return name.startsWith(marker === APP1 ? EXIF : ICC_PROFILE);
}

interface Frame {
  isProgressive: boolean;
  components: number;
  /** Memory for the coefficients of the whole picture. */
  coefficientBytes: number;
}

/** Reads the header of a frame, and sets the size of the picture. */
async function frameOf(window: FileWindow, { marker, at, length }: Segment, layout: Layout): Promise<Frame | null> {
  if (length < 8) return null;
  const header = await window.view(at + 4, Math.min(length - 2, 6 + 3 * 4));
  if (header === null) return null;
  layout.height = header.getUint16(1);
  layout.width = header.getUint16(3);
  const components = header.getUint8(5);
  layout.isFourColour = components === 4;
  layout.isGreyJpeg = components === 1;
  const samplings: [number, number][] = [];
  for (let i = 0; i < components && 6 + 3 * i + 1 < header.byteLength; i++) {
    const sampling = header.getUint8(6 + 3 * i + 1);
    samplings.push([Math.max(1, sampling >> 4), Math.max(1, sampling & 15)]);
  }
  const [most, mostHigh] = [0, 1].map((side) => Math.max(1, ...samplings.map((sampling) => sampling[side])));
  const share = samplings.reduce((sum, [wide, high]) => sum + (wide * high) / (most * mostHigh), 0);
  return {
    isProgressive: PROGRESSIVE.includes(marker),
    components,
    coefficientBytes: Math.ceil(COEFFICIENT_BYTES * share * layout.width * layout.height),
  };
}
