import type { FileWindow } from './file-window';
import { type Layout, MAX_PARTS, plainLayout, tooManyParts } from './layout';

/** Chunks that change how the pixels of a PNG are shown. */
const HINTS = new Set(['gAMA', 'cHRM', 'iCCP', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'eXIf', 'sBIT'].map(codeOf));

/** Chunks that determine its pixels. */
const PIXELS = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].map(codeOf));
const END = codeOf('IEND');

/** Chunks of transparent colours, and of an animation. */
const NOT_OPAQUE_STILL = new Set(['tRNS', 'acTL'].map(codeOf));

/** The bit of the type of colour that stands for an alpha channel. */
const ALPHA = 4;

/** Channels by the type of colour: grey, RGB, palette (expanded to RGBA), grey with alpha, RGBA. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 };

/** Position of the header's content, and its length. */
const HEADER_AT = 16;
const HEADER_BYTES = 13;

function codeOf(name: string): number {
  return [...name].reduce((code, letter) => ((code << 8) | letter.charCodeAt(0)) >>> 0, 0);
}

/** The layout of a PNG: its chunks up to the last one, or to the first that is cut off. */
export async function pngLayout(window: FileWindow): Promise<Layout> {
  const layout = plainLayout('image/png');
  const header = await window.view(HEADER_AT, HEADER_BYTES);
  if (header !== null) {
    layout.width = header.getUint32(0);
    layout.height = header.getUint32(4);
    const bytes = (CHANNELS[header.getUint8(9)] ?? 4) * (header.getUint8(8) > 8 ? 2 : 1);
    layout.isOpaqueStill = (header.getUint8(9) & ALPHA) === 0;
    const isInterlaced = header.getUint8(12) !== 0;
    if (isInterlaced) layout.wholeBytes = bytes * layout.width * layout.height;
  }
  const { size } = window.source;
  for (let at = 8, parts = 0; ; parts++) {
    if (parts === MAX_PARTS) throw tooManyParts();
    const chunk = await window.view(at, 8);
    const end = at + 12 + (chunk?.getUint32(0) ?? size);
    if (chunk === null || end > size) return layout;
    const code = chunk.getUint32(4);
    if (NOT_OPAQUE_STILL.has(code)) layout.isOpaqueStill = false;
    if (!PIXELS.has(code)) layout.metadata.push({ start: at, end, isHint: HINTS.has(code) });
    if (code === END) return layout;
    at = end;
  }
}
