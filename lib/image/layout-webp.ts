import type { FileWindow } from './file-window';
import { type Layout, MAX_PARTS, plainLayout, tooManyParts } from './layout';

const HINTS = ['ICCP', 'EXIF'];
const METADATA = [...HINTS, 'XMP '];

/** Bytes per pixel while it is decoded: the decoder's picture, and a copy in RGBA. */
const DECODED_BYTES = 8;

/** Chunks of an alpha channel, and of an animation. */
const NOT_OPAQUE_STILL = ['ALPH', 'ANIM'];

/** Flags of an extended file: it has an alpha channel, an animation. */
const NOT_OPAQUE_STILL_FLAGS = 0x10 | 0x02;

/** The bit of a lossless picture's header that stands for an alpha channel, after width and height. */
const LOSSLESS_ALPHA = 1 << 28;

/** Bytes at the start of a chunk's content that tell the size of the picture. */
const SIZE_BYTES = 10;

/** The layout of a WebP: its chunks, of which one that is cut off is the last. */
export async function webpLayout(window: FileWindow): Promise<Layout> {
  const layout = plainLayout('image/webp');
  const { size } = window.source;
  for (let at = 12, parts = 0; at + 8 <= size; parts++) {
    if (parts === MAX_PARTS) throw tooManyParts();
    const chunk = await window.view(at, 8);
    if (chunk === null) break;
    const type = String.fromCharCode(chunk.getUint8(0), chunk.getUint8(1), chunk.getUint8(2), chunk.getUint8(3));
    const length = chunk.getUint32(4, true);
    const end = Math.min(size, at + 8 + length + (length & 1)); // chunks are padded to an even length
    if (NOT_OPAQUE_STILL.includes(type)) layout.isOpaqueStill = false;
    if (METADATA.includes(type)) layout.metadata.push({ start: at, end, isHint: HINTS.includes(type) });
    else await readHeader(window, type, at + 8, layout);
    at = end;
  }
  layout.wholeBytes = DECODED_BYTES * layout.width * layout.height;
  return layout;
}

/** Reads what a chunk tells of the picture: the size of the canvas of an extended file, or of the first frame, and whether it is opaque. */
async function readHeader(window: FileWindow, type: string, at: number, layout: Layout): Promise<void> {
  const view = await window.view(at, SIZE_BYTES);
  if (view === null) return;
  const set = (width: number, height: number) => {
    if (layout.width * layout.height < width * height) [layout.width, layout.height] = [width, height];
  };
  if (type === 'VP8X') {
    layout.flags = { position: at, value: view.getUint8(0) };
    if (view.getUint8(0) & NOT_OPAQUE_STILL_FLAGS) layout.isOpaqueStill = false;
    const side = (from: number) => 1 + view.getUint8(from) + (view.getUint16(from + 1, true) << 8);
    set(side(4), side(7));
  } else if (type === 'VP8L') {
    const bits = view.getUint32(1, true);
    if (bits & LOSSLESS_ALPHA) layout.isOpaqueStill = false;
    set(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
  } else if (type === 'VP8 ') set(view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff);
}
