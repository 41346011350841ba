import { type ByteSource, FileWindow } from './file-window';
import { count, type Layout, MAX_METADATA, plainLayout } from './layout';
import { jpegLayout } from './layout-jpeg';
import { pngLayout } from './layout-png';
import { webpLayout } from './layout-webp';
import { pictureType } from './picture';

/** Bytes at the start of a file that tell its type. */
const HEAD_BYTES = 32;

/**
 * The layout of a picture file; null if it is no picture of a supported type. Of a malformed file, what comes before the first fault
 * counts.
 *
 * @throws Error if it has more parts than anybody would write; its message completes the sentence "the picture …"
 */
export async function layoutOf(source: ByteSource): Promise<Layout | null> {
  const window = new FileWindow(source);
  const head = await window.view(0, Math.min(HEAD_BYTES, source.size));
  const type = head && pictureType(new Uint8Array(head.buffer, head.byteOffset, head.byteLength));
  if (!head || !type) return null;
  const layout = await LAYOUTS[type]?.(window, head);
  if (!layout) return plainLayout(type);
  if (layout.metadata.length > MAX_METADATA)
    throw new Error(`has ${count(layout.metadata.length)} pieces of metadata; ${count(MAX_METADATA)} are allowed`);
  return layout;
}

const LAYOUTS: Record<string, (window: FileWindow, head: DataView) => Promise<Layout | null>> = {
  'image/jpeg': jpegLayout,
  'image/png': pngLayout,
  'image/webp': webpLayout,
  'image/gif': gifLayout,
};

/** Bytes per pixel while a GIF is decoded: a frame, and the picture made of it. */
const GIF_BYTES = 8;

/** The layout of a GIF, which may have transparent colours and several frames. */
async function gifLayout(_window: FileWindow, head: DataView): Promise<Layout | null> {
  if (head.byteLength < 10) return null;
  const [width, height] = [head.getUint16(6, true), head.getUint16(8, true)];
  return { ...plainLayout('image/gif'), width, height, wholeBytes: GIF_BYTES * width * height, isOpaqueStill: false };
}
