import sharp, { type Sharp } from 'sharp';
import { nextTurn } from '../clock';
import { collectGarbage } from '../memory';

/* Decoding with sharp, on the thread that makes pictures. What it may take is limited, so that no file can keep a thread for long. */

/** A picture file without its metadata, and what decoding it may take. */
export interface Encoded {
  content: Uint8Array;
  /** Whether it is a JPEG with four components. */
  isFourColour: boolean;
  /** Pixels as its header says; 0 if it does not. */
  pixels: number;
  /** Pixels that it may have. */
  maxPixels: number;
  /** Pixels times scans that a JPEG may have: each scan passes over the whole picture. */
  maxScanned: number;
}

/** Seconds that a step of decoding or encoding may take: ten times what the largest pictures take on a quiet machine. */
const MAX_SECONDS = 20;

/** Before a larger picture is decoded, the buffers of those before it are freed: V8 would keep a hundred megabytes of them for each thread. */
const LARGE_PIXELS = 2_000_000;

/** Compression level of zlib (0–9): higher ones take up to four times as long and save a sixth of the bytes. */
export const FAST = 2;

/** Pixels that are computed in one go: longer loops are divided, so that the thread can begin with other pictures. */
const PIXELS_IN_ONE_GO = 2_000_000;

// Pictures are small and several are created concurrently: one thread each has a higher throughput than all threads for one.
sharp.concurrency(1);
// No operation is repeated on the same bytes, and its cache would keep them in memory.
sharp.cache(false);

/** Decodes a picture to its pixels as stored: not rotated, and without colour profile. Throws where that takes too much. */
export function decode({ content, pixels, maxPixels, maxScanned }: Encoded): Sharp {
  const scans = scansOf(content);
  if (scans * pixels > maxScanned)
    throw new Error(`${scans} scans of ${pixels} pixels are too many; the limit is ${Math.floor(maxScanned / pixels)}`);
  if (pixels > LARGE_PIXELS) collectGarbage();
  const limitInputPixels = Math.min(maxPixels, Math.floor(maxScanned / scans));
  return sharp(content, { limitInputPixels, failOn: 'error', ignoreIcc: true }).timeout({ seconds: MAX_SECONDS });
}

/** Decodes an original: as `decode`, with what is transparent composed over white, as the logger does. */
export function decodeOriginal(original: Encoded): Sharp {
  return decode(original).flatten({ background: 'white' });
}

/** Pixels in memory, to be processed or encoded. */
export function fromPixels(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Sharp {
  return sharp(pixels, { raw: { width, height, channels } }).timeout({ seconds: MAX_SECONDS });
}

const SCAN = Buffer.of(0xff, 0xda);

/** The number of scans of a JPEG, 1 for other files. In the data of a scan, 0xff is never followed by 0xda. */
function scansOf(content: Uint8Array): number {
  if (content[0] !== 0xff || content[1] !== 0xd8) return 1;
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  let scans = 0;
  for (let at = bytes.indexOf(SCAN); at !== -1; at = bytes.indexOf(SCAN, at + 2)) scans++;
  return Math.max(1, scans);
}

/** Calls `work` for the rows `[from, to)` of a picture, some at a time; the thread does other work in between. */
export async function inStrips(width: number, height: number, work: (from: number, to: number) => void): Promise<void> {
  const rows = Math.max(1, Math.floor(PIXELS_IN_ONE_GO / width));
  for (let from = 0; from < height; from += rows) {
    if (from > 0) await nextTurn();
    work(from, Math.min(height, from + rows));
  }
}

/** A copy whose memory is its own, so that it can be sent to another thread. */
export function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
